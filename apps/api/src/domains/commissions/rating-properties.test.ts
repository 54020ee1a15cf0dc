import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contextWith,
  lineWith,
  ORDERED_AT,
  orderOf,
  ruleWith,
} from '../../../test/support/commission-rules.ts';
import { afterRefundsByLine, type Refunds } from '../orders/order-line-rules.ts';
import { afterRefunds } from '../orders/rules.ts';
import { type CustomerHistory, chooseRule } from './choose-rule.ts';
import { describeRule } from './describe-rule.ts';
import { explain } from './explain.ts';
import { neededFor } from './needed-facts.ts';
import { rateOrder } from './rate-order.ts';
import type { OrderCommissions, RatingContext } from './rated-order.ts';
import { type Dispute, type ReversibleLine, reverseLines } from './reversal-rules.ts';
import { type CommissionRule, isLive } from './rule.ts';
import { problemsOf } from './rule-problems.ts';

/** As many as the everyday run can afford; `PROPERTY_RUNS=10000` for a thorough one. */
const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 500) };

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
const minor = (max: bigint) => fc.bigInt({ min: 0n, max });
const bps = fc.oneof(fc.constantFrom(0, 1, 500, 1250, 3333, 10_000), fc.integer({ min: 0, max: 10_000 }));
const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
/** The time of the order itself is among them: it is where one version ends and another begins. */
const time = fc.constantFrom(
  ...[-90, -40, 0, 30].map((days) => new Date(ORDERED_AT.getTime() + days * 86_400_000)),
);

const text = fc.constantFrom('a', 'b', 'c');
const goods = {
  sku: orNull(text),
  productId: orNull(text),
  categories: fc.array(text, { maxLength: 2 }),
};

const tiers = fc.record({
  window: fc.constantFrom('month' as const, 'lifetime' as const),
  mode: fc.constantFrom('marginal' as const, 'whole' as const),
  steps: fc
    .uniqueArray(fc.tuple(minor(50_000n), bps), { maxLength: 4, selector: ([from]) => from })
    .map((steps) => [
      { from: 0n, rateBps: 500 },
      ...steps
        .filter(([from]) => from > 0n)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([from, rateBps]) => ({ from, rateBps })),
    ]),
});
const pay = fc.oneof(
  bps.map((rateBps) => ({ kind: 'percent' as const, rateBps })),
  tiers.map((some) => ({ kind: 'percent' as const, rateBps: null, tiers: some })),
  fc.record({
    ...{ kind: fc.constantFrom('flatItem' as const, 'flatOrder' as const), rateBps: fc.constant(null) },
    amount: minor(3000n),
  }),
);
const some = fc.record({
  who: fc.constantFrom(
    ...[
      { kind: 'affiliate' as const, id: 7 },
      { kind: 'affiliate' as const, id: 8 },
    ],
    ...[{ kind: 'group' as const, id: 3 }, { kind: 'group' as const, id: 4 }, { kind: 'everyone' as const }],
  ),
  what: fc.oneof(
    fc.constant({ kind: 'any' as const }),
    fc.record({
      kind: fc.constantFrom('sku' as const, 'product' as const, 'category' as const),
      value: text,
    }),
  ),
  appliesTo: fc.constantFrom('all' as const, 'first' as const, 'recurring' as const),
  limit: orNull(
    fc.oneof(
      fc.record({ months: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ orders: fc.integer({ min: 2, max: 4 }) }),
    ),
  ),
  capPerOrder: orNull(fc.bigInt({ min: 3000n, max: 9000n })),
  capPerMonth: orNull(fc.bigInt({ min: 3000n, max: 9000n })),
  payOnZero: fc.boolean(),
  lockRate: fc.boolean(),
  includeTax: fc.boolean(),
  includeShipping: fc.boolean(),
  from: time,
  to: orNull(time),
});
const anyRule = fc.tuple(some, pay).map(([rule, how]): CommissionRule => {
  const isFirst = rule.appliesTo === 'first';
  const to = rule.to !== null && rule.to > rule.from ? rule.to : null;
  return ruleWith({ ...rule, ...how, to, ...(isFirst ? { lockRate: false, limit: null } : {}) });
});
const rules = fc.array(anyRule, { maxLength: 12 });

const line = fc
  .record({
    ...goods,
    quantity: fc.constantFrom('1', '2', '3.000', '0.5', '1.333'),
    net: fc.oneof(fc.constant(0n), minor(40_000n)),
    ...{ fees: fc.bigInt({ min: -500n, max: 500n }), shipping: minor(900n), tax: minor(900n) },
  })
  .map((one) => ({ ...one, fees: one.net + one.fees < 0n ? -one.net : one.fees }));
const lines = fc.array(line, { maxLength: 6 });
const order = fc
  .tuple(lines, minor(40_000n))
  .map(([placed, revenue]) => (placed.length === 0 ? { ...orderOf([]), revenue } : orderOf(placed)));

const history = (all: readonly CommissionRule[]) =>
  orNull(
    fc.record({
      isFirst: fc.boolean(),
      firstCommissionAt: orNull(fc.constant(new Date('2026-03-20T00:00:00Z'))),
      commissionedOrders: fc.integer({ min: 0, max: 4 }),
      // Of each scope the oldest: any choice will do.
      lockedRules: fc.constant(
        all.filter(({ lockRate, from }, place) => lockRate && from <= ORDERED_AT && place % 2 === 0),
      ),
    }),
  );
const facts = rules.chain((all) =>
  fc
    .record({
      customer: history(all),
      amounts: fc.array(fc.bigInt({ min: -100n, max: 60_000n }), { minLength: 24, maxLength: 24 }),
    })
    .map(({ customer, amounts }) => ({
      rules: all,
      context: contextWith(all, {
        customer: customer as CustomerHistory | null,
        volumes: new Map(all.map(({ id }, place) => [id, amounts[place] ?? 0n])),
        leftOfMonth: new Map(all.map(({ id }, place) => [id, (amounts[12 + place] ?? 0n) / 10n])),
      }),
    })),
);

function amountsOf({ lines: rated }: OrderCommissions, ruleId: number | null): bigint[] {
  return rated.filter((one) => one.ruleId === ruleId).map(({ amount }) => amount);
}

describe('any order by any rules', () => {
  test('rules as they are made here have no problem', () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        expect(problemsOf(rule)).toEqual([]);
      }),
      runs,
    );
  });

  test('pays what its lines pay, nothing negative, and says why', () => {
    fc.assert(
      fc.property(order, facts, (placed, { rules: all, context }) => {
        const result = rateOrder(placed, context);
        expect(result.lines.map(({ lineId }) => lineId)).toEqual(
          placed.lines.length === 0 ? [null] : placed.lines.map(({ lineId }) => lineId),
        );
        expect(result.total).toBe(sum(result.lines.map(({ amount }) => amount)));
        for (const { amount, base, ruleId, rateBps, explanation } of result.lines) {
          expect(amount >= 0n && base >= 0n).toBe(true);
          if (rateBps !== null) expect(amount <= base).toBe(true);
          expect(explanation.rule?.id ?? null).toBe(ruleId);
          expect(explanation.steps.at(-1)?.amount).toBe(`${amount}`);
          expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
          expect(explain(explanation, { currency: 'EUR', timeZone: 'UTC' })).toMatch(/^[^{}]+\.$/);
        }
        for (const rule of all) expect(describeRule(rule, { who: 'x', currency: 'EUR' })).toMatch(/\.$/);
      }),
      runs,
    );
  });

  test('keeps every cap, and a cap raises no line', () => {
    fc.assert(
      fc.property(order, facts, (placed, { rules: all, context }) => {
        const result = rateOrder(placed, context);
        const uncapped = rateOrder(placed, {
          ...context,
          ...contextWith(all.map((rule) => ({ ...rule, capPerOrder: null, capPerMonth: null }))),
          ...{ customer: withoutCaps(context.customer), volumes: context.volumes },
        });
        for (const { id, capPerOrder, capPerMonth } of all) {
          const total = sum(amountsOf(result, id));
          const left = context.leftOfMonth.get(id) ?? 0n;
          if (capPerOrder !== null) expect(total <= capPerOrder).toBe(true);
          if (capPerMonth !== null) expect(total <= (left < 0n ? 0n : left)).toBe(true);
        }
        for (const [place, { amount }] of result.lines.entries()) {
          expect(amount <= (uncapped.lines[place]?.amount ?? 0n)).toBe(true);
        }
      }),
      runs,
    );
  });

  test('is rated by one rule a line: the first of all that fit, in whatever order they are read', () => {
    fc.assert(
      fc.property(line, facts, (one, { rules: all, context }) => {
        const placed = lineWith(one);
        const { rule, isLocked, passedOver } = chooseRule(placed, { ...context, at: ORDERED_AT });
        const reversed = contextWith([...all].reverse(), context);
        expect(
          chooseRule(placed, { ...reversed, ...context, book: reversed.book, at: ORDERED_AT }).rule,
        ).toBe(rule);
        if (isLocked) return;
        // As a person would do it, without the locked rates.
        const isFirst = context.customer === null || context.customer.isFirst;
        const [best] = all
          .filter((other) => isLive(other, ORDERED_AT) && fits(other, placed))
          .filter(({ appliesTo }) => appliesTo !== (isFirst ? 'recurring' : 'first'))
          .filter(
            (other) =>
              !passedOver.some(({ rule: passed, why }) => why === 'lockedVersion' && passed === other),
          )
          .sort((a, b) => (ranksOf(a) < ranksOf(b) ? 1 : -1));
        expect(rule).toBe(best ?? null);
      }),
      runs,
    );
  });

  test('needs nothing but what it asks for', () => {
    fc.assert(
      fc.property(order, facts, (placed, { context }) => {
        const needed = neededFor(placed, context);
        const only = (amounts: ReadonlyMap<number, bigint>, read: readonly { rule: CommissionRule }[]) =>
          new Map(read.map(({ rule: { id } }) => [id, amounts.get(id) ?? 0n]));
        const narrow: RatingContext = {
          ...context,
          customer: needed.isCustomerNeeded ? context.customer : null,
          volumes: only(context.volumes, needed.volumes),
          leftOfMonth: only(context.leftOfMonth, needed.monthCaps),
        };
        expect(rateOrder(placed, narrow)).toEqual(rateOrder(placed, context));
      }),
      runs,
    );
  });

  test('gives a commission that was named to the last unit, and so a flat amount for the order', () => {
    fc.assert(
      fc.property(order, minor(99_999n), (placed, amount) => {
        expect(rateOrder({ ...placed, given: amount }, contextWith([])).total).toBe(amount);
        const flat = rateOrder(placed, contextWith([ruleWith({ kind: 'flatOrder', amount })]));
        expect(flat.total).toBe(flat.lines.some(({ base }) => base > 0n) ? amount : 0n);
      }),
      runs,
    );
  });
});

test('tiers by part pay more for more, and the same in two orders as in one, but for rounding', () => {
  fc.assert(
    fc.property(tiers, minor(60_000n), minor(40_000n), minor(40_000n), (some, volume, net, more) => {
      const rule = ruleWith({ tiers: { ...some, mode: 'marginal' } });
      const of = (nets: readonly bigint[], before: bigint) =>
        rateOrder(orderOf(nets), contextWith([rule], { volumes: new Map([[rule.id, before]]) })).total;
      const [one, both] = [of([net], volume), of([net + more], volume)];
      expect(both >= one).toBe(true);
      const second = of([more], volume + net);
      expect(of([net, more], volume)).toBe(one + second);
      const drift = both - one - second;
      expect(drift >= -1n && drift <= 1n).toBe(true);
    }),
    runs,
  );
});

const reversible = fc
  .array(fc.record({ goods: minor(20_000n), base: minor(20_000n), amount: minor(5000n) }), {
    ...{ minLength: 1, maxLength: 5 },
  })
  .map((all) =>
    all.map((one, place): ReversibleLine => ({ ...one, position: place + 1, lineId: `${place + 1}` })),
  );
const refunds = fc
  .record({
    byLine: fc.dictionary(fc.constantFrom('1', '2', '3', 'unknown'), minor(9999n), { maxKeys: 3 }),
    besides: minor(30_000n),
    isWhole: fc.oneof(
      { weight: 9, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
  })
  .map(({ byLine, besides, isWhole }): Refunds => {
    return { total: sum(Object.values(byLine)) + besides, isWhole, byLine: new Map(Object.entries(byLine)) };
  });
const disputes = fc.array(
  fc.record({
    state: fc.constantFrom('opened' as const, 'won' as const, 'lost' as const),
    amount: orNull(minor(20_000n)),
  }),
  { maxLength: 4 },
);

describe('any refunds and disputes', () => {
  const beside = fc.bigInt({ min: -2000n, max: 5000n });
  const placedWith = (all: readonly ReversibleLine[], more: bigint) => {
    const revenue = sum(all.map(({ goods: net }) => net)) + more;
    return { revenue: revenue < 0n ? 0n : revenue, lines: all };
  };

  test('take no more than there is, nor less than nothing, whatever order they are read in', () => {
    fc.assert(
      fc.property(reversible, beside, refunds, disputes, (all, more, back, fights) => {
        const placed = placedWith(all, more);
        const taken = reverseLines(placed, { refunds: back, disputes: fights });
        expect(taken.map(({ position }) => position)).toEqual(all.map(({ position }) => position));
        for (const [place, { reversed, held, baseReversed }] of taken.entries()) {
          const { amount = 0n, base = 0n } = all[place] ?? {};
          expect(reversed >= 0n && held >= 0n && reversed + held <= amount).toBe(true);
          expect(baseReversed >= 0n && baseReversed <= base).toBe(true);
        }
        const other = { ...back, byLine: new Map([...back.byLine].reverse()) };
        expect(reverseLines(placed, { refunds: other, disputes: [...fights].reverse() })).toEqual(taken);
      }),
      runs,
    );
  });

  test('of everything leave nothing, refunded or lost', () => {
    fc.assert(
      fc.property(reversible, beside, refunds, disputes, (all, more, back, fights) => {
        const placed = placedWith(all, more);
        const nothing = all.map(({ position, amount, base }) => ({
          ...{ position, reversed: amount, held: 0n, baseReversed: base },
        }));
        const whole = { ...back, isWhole: true };
        expect(reverseLines(placed, { refunds: whole, disputes: fights })).toEqual(nothing);
        const lost: Dispute = { state: 'lost', amount: null };
        expect(reverseLines(placed, { refunds: back, disputes: [...fights, lost] })).toEqual(nothing);
        if (placed.revenue === 0n) return;
        const rest = { ...back, total: back.total + placed.revenue };
        expect(reverseLines(placed, { refunds: rest, disputes: fights })).toEqual(nothing);
      }),
      runs,
    );
  });

  test('take what an attribution’s own columns say', () => {
    fc.assert(
      fc.property(reversible, beside, refunds, (all, more, back) => {
        const placed = placedWith(all, more);
        const columns = afterRefundsByLine(
          {
            revenue: placed.revenue,
            lines: all.map(({ lineId, goods: net, amount }) => ({
              lineId: lineId ?? '',
              goods: net,
              commission: amount,
            })),
          },
          back,
        );
        const byLine = reverseLines(placed, { refunds: back, disputes: [] });
        expect(sum(byLine.map(({ reversed }) => reversed))).toBe(columns.commissionReversed);
      }),
      runs,
    );
  });

  test('of an order without lines take what they always took', () => {
    fc.assert(
      fc.property(minor(20_000n), minor(5000n), refunds, (revenue, amount, back) => {
        const lines: ReversibleLine[] = [
          { position: 0, lineId: null, goods: revenue, base: revenue, amount },
        ];
        const [taken] = reverseLines({ revenue, lines }, { refunds: back, disputes: [] });
        const before = afterRefunds({ commission: amount, revenue }, back.isWhole ? 'all' : back.total);
        expect(taken?.reversed).toBe(before.commissionReversed);
      }),
      runs,
    );
  });
});

function withoutCaps(customer: CustomerHistory | null): CustomerHistory | null {
  if (customer === null) return null;
  const lockedRules = customer.lockedRules.map((rule) => ({ ...rule, capPerOrder: null, capPerMonth: null }));
  return { ...customer, lockedRules };
}

function fits({ who, what }: CommissionRule, one: ReturnType<typeof lineWith>): boolean {
  const isFor = who.kind === 'everyone' || (who.kind === 'affiliate' ? who.id === 7 : who.id === 3);
  const values = {
    ...{ sku: [one.sku], product: [one.productId], category: one.categories },
  };
  return isFor && (what.kind === 'any' || values[what.kind].includes(what.value));
}

/** A text that sorts like the rules' precedence. */
function ranksOf({ who, what, appliesTo, from, id }: CommissionRule): string {
  const ranks = [
    ['everyone', 'group', 'affiliate'].indexOf(who.kind),
    ['any', 'category', 'product', 'sku'].indexOf(what.kind),
    appliesTo === 'all' ? 0 : 1,
    from.getTime(),
    id,
  ];
  return ranks.map((rank) => `${rank}`.padStart(16, '0')).join();
}
