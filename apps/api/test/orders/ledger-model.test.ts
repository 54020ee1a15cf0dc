import { randomUUID } from 'node:crypto';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { admin } from '@dreamteamhub/sdk/contract';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { AppError } from '../../src/platform/app-error.ts';
import { COMMAND_LINE, type PersonCaller } from '../../src/platform/caller.ts';
import { formatMinor } from '../../src/platform/money.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { brokenSums } from '../support/ledger-sums.ts';
import { goAlone } from '../support/payer.ts';
import { type NewAffiliate, query } from '../support/shop.ts';

/** As many as the everyday run can afford; `MODEL_RUNS=300` for a thorough one. */
const numRuns = Number(process.env.MODEL_RUNS ?? 15);
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** In two currencies: one has no decimals. */
const STOREFRONTS = [
  { slug: 'default', currency: 'USD' },
  { slug: 'tokyo', currency: 'JPY' },
] as const;

let hub: TestHub;
let person: PersonCaller;
beforeAll(async () => {
  hub = await startTestHub({ env: { DEFAULT_COMMISSION_BPS: '1250' } });
  person = await goAlone(hub);
  await hub.deps.services.storefronts.create(
    { slug: 'tokyo', name: 'Tokyo', currency: 'JPY', allowedOrigins: [] },
    COMMAND_LINE,
  );
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => hub.stop());

/** Amounts in minor units; orders, lines, refunds and disputes by number. */
type Step =
  | { kind: 'order'; shop: number; order: number; nets: number[]; fees: number; daysAgo: number }
  | { kind: 'plainOrder'; shop: number; order: number; revenue: number; commission: number | undefined }
  | { kind: 'refund'; shop: number; order: number; refund: number; amount: number | undefined }
  | { kind: 'refundLine'; shop: number; order: number; refund: number; line: number; net: number }
  | { kind: 'dispute'; shop: number; order: number; dispute: number; state: 'opened' | 'won' | 'lost' }
  | { kind: 'approve' | 'markPaid' | 'void'; shop: number; order: number }
  | { kind: 'later'; shop: number; days: number };

const where = { shop: fc.nat({ max: 1 }), order: fc.nat({ max: 2 }) };
const amount = fc.oneof(fc.constantFrom(1, 5, 10, 1000), fc.integer({ min: 1, max: 60_000 }));
const is = <const Kind extends Step['kind']>(kind: Kind) => fc.constant(kind);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    ...{ kind: is('order'), ...where, nets: fc.array(amount, { minLength: 1, maxLength: 4 }) },
    ...{ fees: fc.nat({ max: 300 }), daysAgo: fc.constantFrom(0, 3, 20, 40) },
  }),
  fc.record({
    ...{ kind: is('plainOrder'), ...where, revenue: amount },
    commission: fc.option(amount, { nil: undefined }),
  }),
  fc.record({
    ...{ kind: is('refund'), ...where, refund: fc.nat({ max: 2 }) },
    amount: fc.option(amount, { nil: undefined, freq: 6 }),
  }),
  fc.record({
    ...{
      kind: is('refundLine'),
      ...where,
      refund: fc.nat({ max: 2 }),
      line: fc.nat({ max: 4 }),
      net: amount,
    },
  }),
  fc.record({
    ...{ kind: is('dispute'), ...where, dispute: fc.nat({ max: 1 }) },
    state: fc.constantFrom('opened' as const, 'won' as const, 'lost' as const),
  }),
  fc.record({ kind: fc.constantFrom('approve' as const, 'approve' as const, 'markPaid' as const), ...where }),
  fc.record({ kind: fc.constantFrom('markPaid' as const, 'void' as const), ...where }),
  fc.record({ kind: is('later'), shop: where.shop, days: fc.constantFrom(0, 15) }),
);

/** What rules an affiliate has beside the hub's rate. */
const terms: fc.Arbitrary<object[]> = fc.uniqueArray(
  fc.oneof(
    fc.record({
      ...{ kind: fc.constant('percent' as const), rateBps: fc.constantFrom(0, 333, 1000, 10_000) },
      ...{ holdDays: fc.constantFrom(0, 14), autoApprove: fc.boolean() },
    }),
    fc.record({
      ...{ kind: fc.constant('flatItem' as const), amount: fc.integer({ min: 0, max: 40 }) },
      ...{ sku: fc.constant('SKU-1'), holdDays: fc.constantFrom(0, 14) },
    }),
    fc.record({
      ...{ kind: fc.constant('percent' as const), sku: fc.constant('SKU-2'), autoApprove: fc.boolean() },
      capPerMonth: fc.integer({ min: 1, max: 90 }),
      tiers: fc.constant({
        ...{ window: 'month' as const, mode: 'marginal' as const },
        steps: [
          { from: '0', rateBps: 500 },
          { from: '100', rateBps: 2000 },
        ],
      }),
    }),
  ),
  { maxLength: 3, selector: ({ kind, ...rule }) => ('sku' in rule ? rule.sku : kind) },
);

/** One affiliate in each storefront, with orders that are nobody else's. */
async function open(rules: readonly object[]) {
  const run = randomUUID();
  const affiliates: NewAffiliate[] = [];
  for (const { slug } of STOREFRONTS) {
    const handle = `${slug}-${run}`;
    const input = { handle, name: handle, storefront: slug };
    affiliates.push(await hub.deps.services.affiliates.create(input, COMMAND_LINE));
    for (const rule of rules) {
      const whose = { name: 'rule', affiliate: handle, storefront: slug, from: '2020-01-01T00:00:00Z' };
      const understood = admin.commissions.createRule.input.parse({ ...whose, ...rule });
      await hub.deps.services.rules.create(understood, COMMAND_LINE);
    }
  }
  return { affiliates, orderId: (shop: number, order: number) => `${run}-${shop}-${order}` };
}
type Shops = Awaited<ReturnType<typeof open>>;

const REFUSALS = ['conflict', 'not_found', 'event_mismatch', 'bad_request'];

/** Does a step as callers and people do; what is refused must be for one of the reasons that such a step can have. */
async function happen(shops: Shops, what: Step): Promise<void> {
  try {
    await act(shops, what);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(REFUSALS).toContain(error.code);
  }
}

async function act(shops: Shops, what: Step): Promise<unknown> {
  const { orders, refunds, disputes, conversions, markPaid, maturing } = hub.deps.services;
  const { slug: storefront, currency } = STOREFRONTS[what.shop] ?? STOREFRONTS[0];
  const { pixelId } = shops.affiliates[what.shop] as NewAffiliate;
  const write = (minor: number) => formatMinor(BigInt(minor), currency);
  if (what.kind === 'later') {
    vi.useFakeTimers({ now: Date.now() + what.days * DAY_MILLISECONDS, toFake: ['Date'] });
    await maturing.matureAll();
    return vi.useRealTimers();
  }
  const orderId = shops.orderId(what.shop, what.order);
  const reporter = { isTrusted: true, storefrontId: null, ip: '192.0.2.1', userAgent: null };
  switch (what.kind) {
    case 'order': {
      const lines = what.nets.map((net, place) => ({
        ...{ lineId: `${place}`, sku: `SKU-${place}`, quantity: place + 1, net: write(net) },
      }));
      const orderedAt = new Date(Date.now() - what.daysAgo * DAY_MILLISECONDS).toISOString();
      return orders.recordOrder({ pixelId, orderId, lines, fees: write(what.fees), orderedAt }, reporter);
    }
    case 'plainOrder': {
      const { commission } = what;
      const amounts = {
        revenue: write(what.revenue),
        ...(commission === undefined ? {} : { commission: write(commission) }),
      };
      return orders.recordConversion({ pixelId, orderId, ...amounts }, reporter);
    }
    case 'refund': {
      const amounts = what.amount === undefined ? {} : { amount: write(what.amount) };
      return refunds.recordRefund(
        { storefront, orderId, refundId: `re_${what.refund}`, ...amounts },
        COMMAND_LINE,
      );
    }
    case 'refundLine': {
      const lines = [{ lineId: `${what.line}`, net: write(what.net) }];
      return refunds.recordRefund(
        { storefront, orderId, refundId: `re_${what.refund}`, lines },
        COMMAND_LINE,
      );
    }
    case 'dispute': {
      const disputeId = `dp_${what.dispute}`;
      const message = { storefront, orderId, disputeId, amount: write(30 * (what.dispute + 1)) };
      return disputes.recordDispute({ ...message, state: what.state }, COMMAND_LINE);
    }
    default: {
      const [row] = await query<{ id: number }>(
        hub,
        sql`SELECT id FROM aff_attributions WHERE order_id = ${orderId}`,
      );
      const id = row?.id ?? 0;
      return what.kind === 'markPaid'
        ? markPaid.markPaid(id, person)
        : conversions.move(id, what.kind, COMMAND_LINE);
    }
  }
}

/** What the affiliates are owed by place, and what they were paid, in the currency's units. */
async function standingOf({ affiliates }: Shops) {
  const ids = affiliates.map(({ id }) => id);
  const [row] = await query<{
    pending: number;
    payable: number;
    held: number;
    inPayout: number;
    paid: number;
  }>(
    hub,
    sql`SELECT coalesce(sum(credits - debits) FILTER (WHERE account.kind = 'pending'), 0)::float8 AS pending,
               coalesce(sum(credits - debits) FILTER (WHERE account.kind = 'payable'), 0)::float8 AS payable,
               coalesce(sum(credits - debits) FILTER (WHERE account.kind = 'held'), 0)::float8 AS held,
               coalesce(sum(credits - debits) FILTER (WHERE account.kind = 'in_payout'), 0)::float8 AS "inPayout",
               coalesce(sum(debits) FILTER (WHERE account.kind = 'in_payout'), 0)::float8 AS paid
        FROM ledger_balances JOIN ledger_accounts AS account ON account.id = account_id
        WHERE affiliate_id = ANY (${sql.param(ids)}::integer[])`,
  );
  return row;
}

/** What `hub verify` says in the end of all that happened; the refresher of the 30 days does not run here. */
async function expectVerified(): Promise<void> {
  const { differences } = await new VerifyDao(hub.deps.db).verify();
  expect(differences.filter(({ what }) => !what.endsWith('_30d'))).toEqual([]);
}

const steps = fc.array(step, { minLength: 20, maxLength: 40, size: 'max' });

test('whatever happens to orders of two currencies, all sums agree, and a refund of everything leaves what was paid', async () => {
  await fc.assert(
    fc.asyncProperty(terms, steps, async (rules, all) => {
      const shops = await open(rules);
      for (const what of all) await happen(shops, what);
      expect(await brokenSums(hub)).toEqual({});
      for (const shop of [0, 1]) {
        for (const order of [0, 1, 2])
          await happen(shops, { kind: 'refund', shop, order, refund: 9, amount: undefined });
      }
      expect(await brokenSums(hub)).toEqual({});
      const { paid, ...left } = (await standingOf(shops)) ?? { paid: Number.NaN };
      expect(left).toEqual({ pending: 0, payable: paid === 0 ? 0 : -paid, held: 0, inPayout: 0 });
    }),
    { numRuns },
  );
  await expectVerified();
}, 600_000);

test('all at once: the same sums, and nobody waits in a circle', async () => {
  await fc.assert(
    fc.asyncProperty(terms, steps, async (rules, all) => {
      const shops = await open(rules);
      const first = all.filter(({ kind }) => kind === 'order' || kind === 'plainOrder').slice(0, 2);
      for (const what of first) await happen(shops, what);
      // The clock is everybody's, so that time does not pass here.
      const together = all.map((what) => (what.kind === 'later' ? { ...what, days: 0 } : what));
      await Promise.all(together.map((what) => happen(shops, what)));
      expect(await brokenSums(hub)).toEqual({});
    }),
    { numRuns },
  );
  await expectVerified();
}, 600_000);
