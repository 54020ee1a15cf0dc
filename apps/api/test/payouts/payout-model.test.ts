import { randomUUID } from 'node:crypto';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../src/platform/app-error.ts';
import { COMMAND_LINE, type PersonCaller } from '../../src/platform/caller.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { brokenSums } from '../support/ledger-sums.ts';
import { type NewAffiliate, query } from '../support/shop.ts';
import { at, type ItemNews, PayoutModel, type Told } from './payout-model.ts';

/** As many as the everyday run can afford; `MODEL_RUNS=300` for a thorough one. */
const numRuns = Number(process.env.MODEL_RUNS ?? 12);
const PARTNERS = 2;

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

/** Two people: one proposes, the other approves. */
const personOf = (id: string): PersonCaller => ({
  ...{ ...COMMAND_LINE, kind: 'person', id, sessionId: id, role: 'owner' },
});
const [MAKER, CHECKER] = [personOf('maker'), personOf('checker')];

/** Amounts in cents; partners, orders, batches and items by number. */
type Step =
  | { kind: 'earn'; partner: number; cents: number }
  | { kind: 'refund'; order: number }
  | { kind: 'draft'; partners: readonly number[]; minimum: number }
  | { kind: 'approve' | 'submit' | 'cancel'; batch: number }
  | { kind: 'settle'; batch: number; item: number; news: ItemNews; differs: number; others: boolean }
  | { kind: 'hear'; batch: number; item: number; news: ItemNews; differs: number; at: number; key: number };

const is = <const Kind extends Step['kind']>(kind: Kind) => fc.constant(kind);
const batch = fc.nat({ max: 3 });
const item = fc.nat({ max: PARTNERS - 1 });
const news = fc.constantFrom('paid', 'paid', 'failed', 'returned');
const differs = fc.constantFrom(0, 0, 0, 0, -150, 200);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: is('earn'), partner: item, cents: fc.constantFrom(200, 1000, 2500) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('refund'), order: fc.nat({ max: 5 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ kind: is('draft'), minimum: fc.constantFrom(1, 1, 500) },
      partners: fc.constantFrom([0], [1], [0, 1], [0, 1]),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('approve' as const, 'submit' as const), batch }),
  },
  { weight: 1, arbitrary: fc.record({ kind: is('cancel'), batch }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ kind: is('settle'), batch, item, differs, others: fc.boolean() },
      news: fc.constantFrom('paid' as const, 'paid' as const, 'failed' as const, 'returned' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ kind: is('hear'), batch, item, differs, at: fc.nat({ max: 5 }), key: fc.nat({ max: 3 }) },
      news: fc.oneof(news, fc.constant('underWay')) as fc.Arbitrary<ItemNews>,
    }),
  },
);

interface Order {
  orderId: string;
  conversionId: number;
  cents: number;
}

/** One run: partners, orders and batches of its own, and the model of what must have become of them. */
class Run {
  readonly model = new PayoutModel(PARTNERS);
  readonly #id = randomUUID();
  readonly #partners: NewAffiliate[] = [];
  readonly #orders: Order[] = [];
  readonly #batches: { id: number; items: { id: number; reference: string; cents: number }[] }[] = [];

  async open(): Promise<void> {
    for (let place = 0; place < PARTNERS; place++) {
      const handle = `model-${place}-${this.#id}`;
      const input = { handle, name: handle, storefront: 'default', commissionBps: 1000 };
      this.#partners.push(await hub.deps.services.affiliates.create(input, COMMAND_LINE));
    }
  }

  /** Does a step in the hub and in the model, and compares whether it was taken. */
  async happen(what: Step): Promise<void> {
    const may = this.model.may(what);
    if (may === 'nothing') return;
    const isTaken = await this.#act(what).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        expect(error.code).toBe('conflict');
        return false;
      },
    );
    expect({ ...what, isTaken }).toEqual({ ...what, isTaken: may });
    if (isTaken) this.model.take(what);
  }

  async #act(what: Step): Promise<unknown> {
    const { orders, conversions, refunds, drafts, batches, execution, settlements } = hub.deps.services;
    const of = 'batch' in what ? at(this.#batches, what.batch) : undefined;
    switch (what.kind) {
      case 'earn': {
        const { pixelId } = this.#partners[what.partner] as NewAffiliate;
        const order = {
          pixelId,
          orderId: `${this.#id}-${this.#orders.length}`,
          revenue: inUnits(10 * what.cents),
        };
        const reporter = { isTrusted: true, storefrontId: null, ip: '192.0.2.1', userAgent: null };
        const { attributionId } = await orders.recordConversion(order, reporter);
        this.#orders.push({ orderId: order.orderId, conversionId: attributionId, cents: what.cents });
        return conversions.move(attributionId, 'approve', COMMAND_LINE);
      }
      case 'refund': {
        const { orderId, cents } = at(this.#orders, what.order) as Order;
        const half = { storefront: 'default', orderId, refundId: 'half', amount: inUnits(5 * cents) };
        return refunds.recordRefund(half, COMMAND_LINE);
      }
      case 'draft': {
        const affiliateIds = what.partners.map((place) => this.#partners[place]?.id ?? 0);
        const terms = {
          rail: 'manual' as const,
          currency: 'USD',
          minimum: inUnits(what.minimum),
          affiliateIds,
        };
        const made = await drafts.create(terms, MAKER);
        const items = made.items.map(({ id, reference, amount }) => ({
          ...{ id: id ?? 0, reference: reference ?? '', cents: Math.round(Number(amount) * 100) },
        }));
        return this.#batches.push({ id: made.id ?? 0, items });
      }
      case 'approve':
        return batches.approve(of?.id ?? 0, CHECKER);
      case 'submit':
        return execution.submit(of?.id ?? 0, MAKER);
      case 'cancel':
        return batches.cancel(of?.id ?? 0, MAKER);
      case 'settle': {
        const { id = 0, cents = 0 } = at(of?.items ?? [], what.item) ?? {};
        const amount = what.differs === 0 ? {} : { amount: inUnits(cents + what.differs) };
        const told = {
          id,
          outcome: what.news as Exclude<ItemNews, 'underWay'>,
          ...(what.news === 'paid' ? amount : {}),
        };
        return execution.settle(
          { id: of?.id ?? 0, items: [told], others: what.others ? 'paid' : 'open' },
          MAKER,
        );
      }
      case 'hear': {
        const { reference = '', cents = 0 } = at(of?.items ?? [], what.item) ?? {};
        const said = {
          ...{
            reference,
            news: what.news,
            status: what.news,
            key: `${what.key}`,
            occurredAt: new Date(what.at * 1000),
          },
          ...(what.differs === 0 ? {} : { amount: inUnits(cents + what.differs) }),
        };
        return settlements.hear(of?.id ?? 0, [said], { source: 'provider', actor: null });
      }
    }
  }

  /** What the hub has stored, as the model tells it. */
  async read(): Promise<Told> {
    const ids = this.#partners.map(({ id }) => id);
    const accounts = await query<{ id: number; kind: string; cents: number; left: number }>(
      hub,
      sql`SELECT affiliate_id AS id, account.kind, round((credits - debits) * 100)::float8 AS cents
          FROM ledger_balances JOIN ledger_accounts AS account ON account.id = account_id
          WHERE affiliate_id = ANY (${sql.param(ids)}::integer[])`,
    );
    const cents = (id: number, kind: string) =>
      accounts.find((account) => account.id === id && account.kind === kind)?.cents ?? 0;
    const statuses = await query<{ id: number; status: string }>(
      hub,
      sql`SELECT id, status FROM aff_attributions WHERE affiliate_id = ANY (${sql.param(ids)}::integer[])`,
    );
    const batches: Told['batches'] = [];
    for (const { id } of this.#batches) {
      const { state, items } = await hub.deps.services.batches.get(id, MAKER);
      batches.push({ state, items: items.map((one) => one.state) });
    }
    return {
      partners: ids.map((id) => ({ payable: cents(id, 'payable'), inPayout: cents(id, 'in_payout') })),
      orders: this.#orders.map(
        ({ conversionId }) => statuses.find(({ id }) => id === conversionId)?.status ?? 'none',
      ),
      batches,
    };
  }

  /** What left by hand and what is set aside of this run's batches, in cents. */
  async readShared(): Promise<{ left: number; suspense: number }> {
    const causes = this.#batches.flatMap(({ items }) => items.map(({ id }) => `item ${id}`));
    const [row] = await query<{ left: number; suspense: number }>(
      hub,
      sql`SELECT coalesce(sum(CASE WHEN credit.kind = 'cash.manual' THEN amount WHEN debit.kind = 'cash.manual' THEN -amount END), 0)::float8 AS left,
                 coalesce(sum(CASE WHEN credit.kind = 'suspense' THEN amount WHEN debit.kind = 'suspense' THEN -amount END), 0)::float8 AS suspense
          FROM ledger_transfers JOIN ledger_accounts AS debit ON debit.id = debit_id JOIN ledger_accounts AS credit ON credit.id = credit_id
          WHERE cause_id = ANY (${sql.param(causes)}::text[]) AND cause <> 'fee'`,
    );
    const whole = (units: number | undefined) => Math.round((units ?? Number.NaN) * 100);
    return { left: whole(row?.left), suspense: whole(row?.suspense) };
  }
}

const inUnits = (cents: number) => (cents / 100).toFixed(2);

test('whatever happens to payouts, balances, payments and conversions are what a small model says', async () => {
  const steps = fc.array(step, { minLength: 15, maxLength: 35, size: 'max' });
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const run = new Run();
      await run.open();
      for (const what of all) {
        await run.happen(what);
        expect(await run.read()).toEqual(run.model.tell());
      }
      expect(await run.readShared()).toEqual(run.model.tellShared());
    }),
    { numRuns },
  );
  expect(await brokenSums(hub)).toEqual({});
  const { differences } = await new VerifyDao(hub.deps.db).verify();
  expect(differences.filter(({ what }) => !what.endsWith('_30d'))).toEqual([]);
}, 600_000);
