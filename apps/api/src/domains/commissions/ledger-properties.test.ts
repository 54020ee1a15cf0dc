import type { NewCommission } from '@dreamteamhub/db/commissions';
import type { Posting } from '@dreamteamhub/db/ledger';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contextWith, ORDERED_AT, ruleWith } from '../../../test/support/commission-rules.ts';
import { formatMinor, lesser, parseMinor } from '../../platform/money.ts';
import { refundsWith } from '../orders/order-books.ts';
import { takenFrom } from '../orders/order-commissions.ts';
import { NO_REFUNDS, placeAmounts, type Refunds } from '../orders/order-line-rules.ts';
import { type Cause, newRow, postingsBetween, standingColumns, standingOf } from './commission-rows.ts';
import { rateOrder } from './rate-order.ts';
import type { OrderLine, RatedLine, RatedOrder } from './rated-order.ts';
import type { Dispute } from './reversal-rules.ts';
import { accrued, afterTaking, leftOf, type Standing, voidedOf } from './standing.ts';

/** As many as the everyday run can afford; `PROPERTY_RUNS=10000` for a thorough one. */
const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 500) };

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
const minor = (max: bigint) => fc.bigInt({ min: 0n, max });
const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
/** Small and round ones are frequent, so that halves are, and refunds of exactly all. */
const amount = fc.oneof(fc.constantFrom(0n, 1n, 5n, 10n, 20n), minor(30_000n));
const more = fc.oneof(fc.constant(0n), minor(900n));

const rules = fc.array(
  fc
    .record({
      sku: orNull(fc.constantFrom('a', 'b')),
      flat: orNull(fc.tuple(fc.constantFrom('flatItem' as const, 'flatOrder' as const), minor(700n))),
      rateBps: fc.constantFrom(0, 333, 1000, 1250, 10_000),
      holdDays: fc.constantFrom(0, 0, 14),
      ...{ autoApprove: fc.boolean(), payOnZero: fc.boolean() },
      ...{ includeTax: fc.boolean(), includeShipping: fc.boolean() },
      capPerOrder: orNull(fc.constantFrom(700n, 1500n)),
    })
    .map(({ sku, flat, rateBps, ...rule }) => {
      const what = sku === null ? { kind: 'any' as const } : { kind: 'sku' as const, value: sku };
      if (flat === null) return ruleWith({ ...rule, what, rateBps });
      return ruleWith({ ...rule, what, rateBps: null, kind: flat[0], amount: flat[1] });
    }),
  { maxLength: 3 },
);

const order = fc
  .record({
    lines: fc.array(fc.record({ net: amount, tax: orNull(more), sku: orNull(fc.constantFrom('a', 'b')) }), {
      maxLength: 5,
    }),
    ...{ revenue: amount, shipping: more, tax: more, fees: fc.bigInt({ min: -900n, max: 900n }) },
    discount: more,
    given: fc.option(amount, { nil: null, freq: 4 }),
  })
  .map(({ lines, revenue, shipping, tax, fees, discount, given }): RatedOrder => {
    const net = sum(lines.map((line) => line.net));
    const reported = {
      ...{ lines, revenue: lines.length === 0 ? revenue : null, shipping, isDiscountIncluded: false },
      tax: tax + sum(lines.map((line) => line.tax ?? 0n)),
      discount: lesser(discount, net),
    };
    let placed = placeAmounts({ ...reported, fees });
    if ('problem' in placed) placed = placeAmounts({ ...reported, fees: 0n });
    if ('problem' in placed) throw new Error('an order without fees must add up');
    const goods = lines.map(({ sku }, place) => ({
      ...{ lineId: `${place + 1}`, sku, productId: null, categories: [], quantity: '2' },
    }));
    const placedLines = placed.lines.map((line, place) => ({ ...goods[place], ...line }) as OrderLine);
    return { revenue: placed.revenue, lines: placedLines, orderedAt: ORDERED_AT, given };
  });

type Step =
  | { kind: 'order' }
  | { kind: 'refund'; id: number; amount: bigint | null; lines: { lineId: string; net: bigint }[] }
  | { kind: 'dispute'; id: number; amount: bigint; state: Dispute['state'] }
  | { kind: 'approve' | 'later' | 'void' | 'pay' };

const refund = fc.oneof(
  fc.record({
    ...{ kind: fc.constant('refund' as const), id: fc.nat({ max: 4 }), lines: fc.constant([]) },
    amount: fc.option(
      amount.filter((some) => some > 0n),
      { nil: null, freq: 8 },
    ),
  }),
  fc
    .record({
      id: fc.nat({ max: 4 }),
      lines: fc.uniqueArray(
        fc.record({
          lineId: fc.constantFrom('1', '2', '3', 'unknown'),
          net: amount.map((some) => some + 1n),
        }),
        { minLength: 1, maxLength: 3, selector: ({ lineId }) => lineId },
      ),
    })
    .map(({ id, lines }) => ({
      ...{ kind: 'refund' as const, id, lines, amount: sum(lines.map(({ net }) => net)) },
    })),
);
const dispute = fc.record({
  ...{
    kind: fc.constant('dispute' as const),
    id: fc.nat({ max: 2 }),
    amount: amount.map((some) => some + 1n),
  },
  state: fc.constantFrom('opened' as const, 'won' as const, 'lost' as const),
});
const byPeople = fc.constantFrom<Step['kind']>('approve', 'later', 'pay', 'approve', 'later', 'pay', 'void');
const step = fc.oneof(
  { weight: 3, arbitrary: refund },
  { weight: 3, arbitrary: dispute },
  { weight: 3, arbitrary: byPeople.map((kind) => ({ kind }) as Step) },
) as fc.Arbitrary<Step>;
/** What happens to an order, which is reported somewhere between. */
const story = fc
  .tuple(fc.array(step, { maxLength: 20 }), fc.nat({ max: 4 }))
  .map(([steps, place]): Step[] => [...steps.slice(0, place), { kind: 'order' }, ...steps.slice(place)]);
const currency = fc.constantFrom('USD', 'JPY', 'KWD');

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const PLACES = ['pending', 'payable', 'held', 'in_payout', 'expense.commission', 'cash.manual'] as const;
type Place = (typeof PLACES)[number];

/** An order and a ledger in memory, by the rules that the real ones go by. */
class Shop {
  readonly transfers: Posting[] = [];
  readonly rows: NewCommission[] = [];
  /** By place; those of a single commission by its position before the place. */
  readonly balances = new Map<string, bigint>();
  status: 'unknown' | 'pending' | 'approved' | 'void' | 'paid' = 'unknown';
  paid = 0n;
  #refunds: Refunds = NO_REFUNDS;
  #now = ORDERED_AT;
  #step = 0;
  readonly #order: RatedOrder;
  readonly #lines: readonly RatedLine[];
  readonly #owner: Pick<
    NewCommission,
    'attributionId' | 'storefrontId' | 'affiliateId' | 'currency' | 'orderedAt'
  >;
  readonly #refunded = new Set<number>();
  readonly #disputes = new Map<number, Dispute>();

  constructor(placed: RatedOrder, lines: readonly RatedLine[], of: string) {
    this.#order = placed;
    this.#lines = lines;
    this.#owner = { attributionId: 1, storefrontId: 1, affiliateId: 7, currency: of, orderedAt: ORDERED_AT };
  }

  standings(): Standing[] {
    return this.rows.map(standingOf);
  }

  happen(what: Step): void {
    this.#step += 1;
    switch (what.kind) {
      case 'order':
        if (this.status === 'unknown') this.#accrue();
        break;
      case 'refund':
        if (this.#refunded.has(what.id)) break;
        this.#refunded.add(what.id);
        this.#refunds = refundsWith(this.#refunds, what);
        this.#take('refund');
        break;
      case 'dispute': {
        const was = this.#disputes.get(what.id);
        if (was !== undefined && (was.state === what.state || what.state === 'opened')) break;
        this.#disputes.set(what.id, { amount: was?.amount ?? what.amount, state: what.state });
        this.#take('dispute');
        break;
      }
      case 'approve':
        if (this.status !== 'pending') break;
        this.status = 'approved';
        this.#change('mature', (row) => this.#matureIfDue({ ...row, approvedAt: this.#now }));
        break;
      case 'later':
        this.#now = new Date(this.#now.getTime() + 15 * DAY_MILLISECONDS);
        if (this.rows.some(({ approvedAt }) => approvedAt !== null))
          this.#change('mature', (row) => this.#matureIfDue(row));
        break;
      case 'void':
        if (this.status !== 'pending' && this.status !== 'approved') break;
        this.status = 'void';
        this.#change('void', (row) => ({ ...row, ...standingColumns(row, voidedOf(standingOf(row))) }));
        break;
      case 'pay':
        this.#pay();
    }
  }

  #accrue(): void {
    this.status = this.#lines.every(({ autoApprove }) => autoApprove) ? 'approved' : 'pending';
    for (const line of this.#lines) {
      const row = newRow(this.#owner, line);
      const postings = postingsBetween(row, [null, accrued(line.amount)], this.#cause('accrue'));
      this.rows.push({ ...row, approvedAt: line.autoApprove ? this.#now : null });
      this.#post(postings);
    }
    this.#change('mature', (row) => this.#matureIfDue(row));
    this.#take('refund');
  }

  #take(cause: 'refund' | 'dispute'): void {
    const taken = takenFrom({ revenue: this.#order.revenue, lines: [...this.#order.lines] }, this.#lines, {
      ...{ refunds: this.#refunds, disputes: [...this.#disputes.values()] },
    });
    this.#change(cause, (row) => {
      const after = taken.find(({ position }) => position === row.position) ?? { reversed: 0n, held: 0n };
      const standing = afterTaking(standingOf(row), after, { isVoid: this.status === 'void' });
      return { ...row, ...standingColumns(row, standing) };
    });
  }

  #matureIfDue(row: NewCommission): NewCommission {
    const isDue = this.#now.getTime() >= ORDERED_AT.getTime() + row.holdDays * DAY_MILLISECONDS;
    return row.approvedAt === null || !isDue ? row : { ...row, maturedAt: row.maturedAt ?? this.#now };
  }

  #pay(): void {
    const isReady = this.rows.every((row) => row.maturedAt !== null && standingOf(row).held === 0n);
    if (this.status !== 'approved' || !isReady) return;
    const owed = sum(this.standings().map(leftOf));
    this.status = 'paid';
    if (owed === 0n) return;
    this.paid += owed;
    const { currency: of } = this.#owner;
    const transfer = { ...this.#owner, ...this.#cause('pay'), amount: formatMinor(owed, of) };
    this.#post([
      { ...transfer, debit: 'payable', credit: 'in_payout', leg: 0 },
      { ...transfer, debit: 'in_payout', credit: 'cash.manual', leg: 1 },
    ]);
  }

  #change(cause: Cause['cause'], change: (row: NewCommission) => NewCommission): void {
    const postings: Posting[] = [];
    for (const [place, row] of this.rows.entries()) {
      const after = change(row);
      this.rows[place] = after;
      postings.push(...postingsBetween(row, [standingOf(row), standingOf(after)], this.#cause(cause)));
    }
    this.#post(postings);
  }

  #cause(cause: Cause['cause']): Cause {
    return { cause, causeId: `${this.#step}` };
  }

  #post(postings: readonly Posting[]): void {
    for (const posting of postings) {
      const moved = parseMinor(posting.amount, this.#owner.currency);
      hold(moved > 0n, 'what moves is more than nothing', posting);
      this.transfers.push(posting);
      const { debit, credit, commission } = posting;
      const of = commission === undefined ? [''] : ['', `${commission.position} `];
      for (const whose of of) {
        this.#add(`${whose}${debit}`, -moved);
        this.#add(`${whose}${credit}`, moved);
      }
    }
  }

  #add(account: string, moved: bigint): void {
    this.balances.set(account, (this.balances.get(account) ?? 0n) + moved);
  }
}

const balanceOf = (shop: Shop, place: Place) => shop.balances.get(place) ?? 0n;

/** As `expect`, which takes longer than all else here. */
function hold(isSo: boolean, what: string, of: unknown): void {
  if (!isSo) expect(of, what).toBe(null);
}

/** What holds after everything that can happen. */
function expectSoundBooks(shop: Shop): void {
  const { balances, transfers, rows, status, paid } = shop;
  hold(sum(PLACES.map((place) => balanceOf(shop, place))) === 0n, 'both sides are as much', balances);
  for (const place of ['pending', 'held', 'in_payout'] as const)
    hold(balanceOf(shop, place) >= 0n, `${place} is not below zero`, balances);
  const causes = new Set(transfers.map(({ cause, causeId, leg }) => `${cause} ${causeId} ${leg}`));
  hold(causes.size === transfers.length, 'nothing has the cause of something else', transfers);
  let owed = 0n;
  for (const row of rows) {
    const standing = standingOf(row);
    const { amount: earned, reversed, held, voided, isMatured } = standing;
    const left = leftOf(standing);
    hold(
      [reversed, held, voided, left].every((part) => part >= 0n),
      'parts of a commission',
      standing,
    );
    if (status === 'void') hold(held + left === 0n, 'nothing is owed of what is void', standing);
    const places = {
      ...{ pending: isMatured ? 0n : left, payable: isMatured ? left : 0n, held, in_payout: 0n },
      'expense.commission': reversed + voided - earned,
    };
    for (const [place, amountThere] of Object.entries(places)) {
      const brought = balances.get(`${row.position} ${place}`) ?? 0n;
      hold(brought === amountThere, `transfers bring a commission where it is: ${place}`, {
        standing,
        brought,
      });
    }
    owed += earned - reversed - voided;
  }
  const balance = sum(PLACES.slice(0, 4).map((place) => balanceOf(shop, place)));
  hold(balance === owed - paid, 'what is owed', { balance, owed, paid });
}

const facts = fc.record({ placed: order, with: rules, of: currency });
type Facts = typeof facts extends fc.Arbitrary<infer Value> ? Value : never;

function open({ placed, with: live, of }: Facts): Shop {
  return new Shop(placed, rateOrder(placed, contextWith(live)).lines, of);
}

describe('whatever happens to an order, in whatever sequence', () => {
  test('every transfer has both sides, no balance falls below what it may, and each commission is where it says', () => {
    fc.assert(
      fc.property(facts, story, (some, steps) => {
        const shop = open(some);
        for (const what of steps) {
          shop.happen(what);
          expectSoundBooks(shop);
        }
      }),
      runs,
    );
  });

  test('what is sent again changes nothing', () => {
    fc.assert(
      fc.property(facts, story, (some, steps) => {
        const [once, twice] = [open(some), open(some)];
        for (const what of steps) {
          once.happen(what);
          twice.happen(what);
          if (what.kind !== 'later') twice.happen(what);
        }
        const told = ({ transfers }: Shop) =>
          transfers.map(({ debit, credit, amount: moved }) => [debit, credit, moved]);
        expect(told(twice)).toEqual(told(once));
        expect(twice.standings()).toEqual(once.standings());
      }),
      runs,
    );
  });

  test('after a refund of everything nothing is left but what was paid, which is owed back', () => {
    fc.assert(
      fc.property(facts, story, (some, steps) => {
        const shop = open(some);
        for (const what of steps) shop.happen(what);
        shop.happen({ kind: 'refund', id: 99, amount: null, lines: [] });
        expectSoundBooks(shop);
        for (const place of ['pending', 'held', 'in_payout'] as const)
          expect(balanceOf(shop, place)).toBe(0n);
        expect(balanceOf(shop, 'payable')).toBe(-shop.paid);
        expect(balanceOf(shop, 'expense.commission')).toBe(0n);
      }),
      runs,
    );
  });

  test('the same refunds and disputes take the same, before the order and after, forwards and backwards', () => {
    fc.assert(
      fc.property(facts, story, (some, steps) => {
        // Each refund once: of two with one id, the first counts.
        const refunds = steps.filter(
          (what, place) =>
            what.kind === 'refund' &&
            steps.findIndex((other) => other.kind === 'refund' && other.id === what.id) === place,
        );
        const disputes = steps.filter(({ kind }) => kind === 'dispute');
        const [after, before] = [open(some), open(some)];
        for (const what of steps) if (what.kind !== 'void') after.happen(what);
        for (const what of [...disputes, ...refunds.toReversed()]) before.happen(what);
        before.happen({ kind: 'order' });
        const taken = (shop: Shop) => shop.standings().map(({ reversed, held }) => [reversed, held]);
        expect(taken(before)).toEqual(taken(after));
      }),
      runs,
    );
  });
});
