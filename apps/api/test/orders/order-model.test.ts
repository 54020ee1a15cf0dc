import { randomUUID } from 'node:crypto';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../src/platform/app-error.ts';
import { COMMAND_LINE, type PersonCaller } from '../../src/platform/caller.ts';
import { formatMinor } from '../../src/platform/money.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { goAlone } from '../support/payer.ts';
import { dailyTotals, type NewAffiliate, query } from '../support/shop.ts';

let hub: TestHub;
let person: PersonCaller;
beforeAll(async () => {
  hub = await startTestHub({ env: { DEFAULT_COMMISSION_BPS: '1250' } });
  person = await goAlone(hub);
});
afterAll(() => hub.stop());

type Step = 'approve' | 'markPaid' | 'void' | 'verify';

/** What happens to an order; affiliates, orders and refunds by number, amounts in cents. */
type Happening =
  | { kind: 'claim'; affiliate: number; order: number; revenue: number }
  | { kind: 'verified'; affiliate: number; order: number; revenue: number; commission: number | undefined }
  | { kind: 'refund'; order: number; refund: number; amount: number | undefined }
  | { kind: Step; affiliate: number; order: number };

/** Null: the default of 12.5 %. */
const RATES = [null, 333, 0];
const DEFAULT_RATE = 1250;

const affiliate = fc.nat({ max: RATES.length - 1 });
const order = fc.nat({ max: 1 });
// Small and round, so that exact halves and refunds of all are frequent.
const revenue = fc.oneof(fc.constantFrom(0, 10, 20, 40), fc.nat({ max: 99_999 }));
const commission = fc.oneof(fc.constantFrom(0, 1, 5, 9), fc.nat({ max: 5_000 }));
const amount = fc.oneof(fc.constantFrom(1, 5, 10), fc.integer({ min: 1, max: 60_000 }));
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant('claim' as const), affiliate, order, revenue }),
  fc.record({
    kind: fc.constant('verified' as const),
    affiliate,
    order,
    revenue,
    commission: fc.option(commission, { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('refund' as const),
    order,
    refund: fc.nat({ max: 3 }),
    amount: fc.option(amount, { nil: undefined, freq: 6 }),
  }),
  fc.record({ kind: fc.constantFrom<Step>('approve', 'markPaid', 'void', 'verify'), affiliate, order }),
);

interface Attribution {
  id: number;
  affiliate: number;
  kind: 'verified' | 'claim';
  status: 'pending' | 'approved' | 'paid' | 'void';
  revenue: number;
  commission: number;
  source: 'given' | 'own' | 'default';
  rate: number | null;
}

interface Order {
  attributions: Attribution[];
  refunds: Map<number, number | undefined>;
}

/** What an operator may do, and what it makes of a conversion. */
const LEGAL: Record<string, Partial<Attribution>> = {
  'approve pending verified': { status: 'approved' },
  'markPaid approved verified': { status: 'paid' },
  'void pending verified': { status: 'void' },
  'void approved verified': { status: 'void' },
  'void pending claim': { status: 'void' },
  'verify pending claim': { kind: 'verified' },
};

const cents = (amount: number) => formatMinor(BigInt(amount), 'USD');

/** Shops of one run: their orders and affiliates are nobody else's. */
async function open() {
  const run = randomUUID();
  const affiliates: NewAffiliate[] = [];
  for (const [index, commissionBps] of RATES.entries()) {
    const name = `${run}-${index}`;
    affiliates.push(
      await hub.deps.services.affiliates.create({ handle: name, name, commissionBps }, COMMAND_LINE),
    );
  }
  return { affiliates, orderId: (number: number) => `${run}-${number}` };
}
type Shop = Awaited<ReturnType<typeof open>>;

/** Does what happens, and returns the attribution's id, `duplicate`, or the code of the refusal. */
async function happen(shop: Shop, what: Happening, attributionId?: number): Promise<number | string> {
  const { orders, refunds, conversions, markPaid } = hub.deps.services;
  const orderId = shop.orderId(what.order);
  try {
    switch (what.kind) {
      case 'claim':
      case 'verified': {
        const reporter = {
          isTrusted: what.kind === 'verified',
          storefrontId: null,
          ip: '192.0.2.1',
          userAgent: null,
        };
        const commission = what.kind === 'claim' ? 4_999 : what.commission;
        const { pixelId } = shop.affiliates[what.affiliate] as NewAffiliate;
        const receipt = await orders.recordConversion(
          {
            pixelId,
            orderId,
            revenue: cents(what.revenue),
            commission: commission === undefined ? undefined : cents(commission),
          },
          reporter,
        );
        return receipt.attributionId;
      }
      case 'refund': {
        const amount = what.amount === undefined ? undefined : cents(what.amount);
        const receipt = await refunds.recordRefund(
          { orderId, refundId: `re_${what.refund}`, amount },
          COMMAND_LINE,
        );
        return receipt.duplicate ? 'duplicate' : 'booked';
      }
      case 'verify':
        return (await conversions.verify(attributionId ?? 0, COMMAND_LINE)).id;
      case 'markPaid':
        return (await markPaid.markPaid(attributionId ?? 0, person)).id;
      default:
        return (await conversions.move(attributionId ?? 0, what.kind, COMMAND_LINE)).id;
    }
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** Lets the same happen in the model; answers as {@link happen} should, `new` for a new attribution. */
function expectOf({ attributions, refunds }: Order, what: Happening): number | string {
  if (what.kind === 'refund') {
    if (refunds.has(what.refund)) {
      return refunds.get(what.refund) === what.amount ? 'duplicate' : 'event_mismatch';
    }
    refunds.set(what.refund, what.amount);
    return 'booked';
  }
  const own = attributions.find((one) => one.affiliate === what.affiliate);
  const verified = attributions.find((one) => one.kind === 'verified');
  if (what.kind === 'claim' || what.kind === 'verified') {
    if (what.kind === 'claim' ? own !== undefined : verified !== undefined) return 'conflict';
    const row = { kind: what.kind, status: 'pending' as const, revenue: what.revenue, ...commissionOf(what) };
    if (own !== undefined) return Object.assign(own, row).id;
    attributions.push({ id: 0, affiliate: what.affiliate, ...row });
    return 'new';
  }
  if (own === undefined) return 'not_found';
  const change = LEGAL[`${what.kind} ${own.status} ${own.kind}`];
  if (change === undefined || (what.kind === 'verify' && verified !== undefined)) return 'conflict';
  return Object.assign(own, change).id;
}

function commissionOf(what: Happening & { kind: 'claim' | 'verified' }) {
  if (what.kind === 'verified' && what.commission !== undefined) {
    return { commission: what.commission, source: 'given' as const, rate: null };
  }
  const own = RATES[what.affiliate] ?? null;
  const rate = own ?? DEFAULT_RATE;
  const [whole, rest] = [Math.floor((what.revenue * rate) / 10_000), (what.revenue * rate) % 10_000];
  const commission = rest > 5_000 || (rest === 5_000 && whole % 2 === 1) ? whole + 1 : whole;
  return { commission, source: own === null ? ('default' as const) : ('own' as const), rate };
}

/** What refunds leave in an attribution, by the words of ADR 0019. */
function refunded({ revenue, commission }: Attribution, refunds: Order['refunds']) {
  const amounts = [...refunds.values()];
  const total = amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0);
  const isAll = amounts.includes(undefined) || (total > 0 && total >= revenue);
  if (isAll) return { refunded: revenue, reversed: commission, isAll };
  const reversed = total === 0 ? 0 : Math.floor((2 * commission * total + revenue) / (2 * revenue));
  return { refunded: total, reversed, isAll };
}

/** Everything that is stored of an order, as the model has it. */
function rowsOf(shop: Shop, { attributions, refunds }: Order) {
  return attributions
    .map((one) => {
      const left = refunded(one, refunds);
      return {
        id: one.id,
        affiliate_id: shop.affiliates[one.affiliate]?.id,
        kind: one.kind,
        status: one.status,
        revenue: cents(one.revenue),
        commission: cents(one.commission),
        commission_source: one.source,
        commission_bps: one.rate,
        refunded: cents(left.refunded),
        commission_reversed: cents(left.reversed),
        is_reversed: left.isAll,
      };
    })
    .sort((one, other) => one.id - other.id);
}

const storedOf = (orderId: string) =>
  query(
    hub,
    sql`SELECT id, affiliate_id, kind, status, revenue, commission, commission_source, commission_bps, refunded,
               commission_reversed, is_reversed
        FROM aff_attributions WHERE order_id = ${orderId} ORDER BY id`,
  );

/** What an affiliate's orders add up to in the metrics, as the model has it. */
function totalsOf(orders: readonly Order[], affiliate: number) {
  let [conversions, revenue] = [0, 0];
  for (const { attributions, refunds } of orders) {
    for (const one of attributions.filter((attribution) => attribution.affiliate === affiliate)) {
      const left = refunded(one, refunds);
      if (one.status === 'void' || left.isAll) continue;
      conversions += 1;
      revenue += one.revenue - left.refunded;
    }
  }
  return { conversions, revenue: cents(revenue) };
}

async function expectHealthyBooks() {
  const { differences } = await new VerifyDao(hub.deps.db).verify();
  // The refresher does not run here, so the affiliates' own columns are behind.
  expect(differences.filter(({ what }) => !what.endsWith('_30d'))).toEqual([]);
}

test('whatever happens to orders, in whatever sequence: rows, refusals and metrics are as the model has them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 25 }), async (happenings) => {
      const shop = await open();
      const orders: Order[] = [0, 1].map(() => ({ attributions: [], refunds: new Map() }));
      for (const what of happenings) {
        const model = orders[what.order] as Order;
        const own =
          what.kind === 'refund'
            ? undefined
            : model.attributions.find((one) => one.affiliate === what.affiliate);
        const expected = expectOf(model, what);
        const actual = await happen(shop, what, own?.id);
        if (expected === 'new') {
          const created = model.attributions.at(-1) as Attribution;
          created.id = Number(actual);
          expect(actual).toEqual(expect.any(Number));
        } else {
          expect(actual).toBe(expected);
        }
        expect(await storedOf(shop.orderId(what.order))).toEqual(rowsOf(shop, model));
        for (const [index, { id }] of shop.affiliates.entries()) {
          expect(await dailyTotals(hub, id)).toEqual(totalsOf(orders, index));
        }
        await expectHealthyBooks();
      }
    }),
    { numRuns: 20 },
  );
}, 180_000);

test('all at once: one verified conversion an order, the same sums, and nobody waits in a circle', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 10, maxLength: 30 }), async (happenings) => {
      const shop = await open();
      const ids = new Map<string, number>();
      // Some claims to begin with, so that operators have something to move.
      for (const order of [0, 1]) {
        const claim = { kind: 'claim' as const, affiliate: order, order, revenue: 1_000 };
        ids.set(`${order} ${order}`, Number(await happen(shop, claim)));
      }
      const answers = await Promise.all(
        happenings.map((what) =>
          happen(shop, what, what.kind === 'refund' ? undefined : ids.get(`${what.order} ${what.affiliate}`)),
        ),
      );
      const refusals = answers.filter((answer) => typeof answer === 'string');
      for (const refusal of refusals) {
        expect(['conflict', 'not_found', 'event_mismatch', 'duplicate', 'booked']).toContain(refusal);
      }
      for (const order of [0, 1]) {
        const stored = await storedOf(shop.orderId(order));
        const isReported = happenings.some((what) => what.kind === 'verified' && what.order === order);
        const verified = stored.filter(({ kind }) => kind === 'verified');
        expect(verified.length).toBeLessThanOrEqual(1);
        if (isReported) expect(verified).toHaveLength(1);
      }
      await expectHealthyBooks();
    }),
    { numRuns: 10 },
  );
}, 180_000);
