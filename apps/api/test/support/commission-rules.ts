import { type RuleBook, ruleBookOf } from '../../src/domains/commissions/choose-rule.ts';
import { rateOrder } from '../../src/domains/commissions/rate-order.ts';
import type { OrderLine, RatedOrder, RatingContext } from '../../src/domains/commissions/rated-order.ts';
import type { CommissionRule } from '../../src/domains/commissions/rule.ts';

/** Rules, orders and contexts for tests of how commissions are rated. */

export const ORDERED_AT = new Date('2026-06-15T12:00:00Z');

let lastId = 0;

/** Returns a rule of 10 % for everyone on everything, since the beginning of the year, or what differs from it. */
export function ruleWith(differences: Partial<CommissionRule> = {}): CommissionRule {
  lastId += 1;
  return {
    id: lastId,
    name: `Rule ${lastId}`,
    who: { kind: 'everyone' },
    what: { kind: 'any' },
    kind: 'percent',
    rateBps: differences.tiers || differences.amount !== undefined ? null : 1000,
    amount: null,
    appliesTo: 'all',
    limit: null,
    tiers: null,
    capPerOrder: null,
    capPerMonth: null,
    holdDays: 0,
    autoApprove: false,
    payOnZero: false,
    lockRate: false,
    includeTax: false,
    includeShipping: false,
    from: new Date('2026-01-01T00:00:00Z'),
    to: null,
    ...differences,
  };
}

/** Returns a line of a net of 100.00, or what differs from it. */
export function lineWith(differences: Partial<OrderLine> = {}): OrderLine {
  return {
    lineId: 'line',
    sku: null,
    productId: null,
    categories: [],
    quantity: '1',
    net: 10_000n,
    discount: 0n,
    fees: 0n,
    shipping: 0n,
    tax: 0n,
    ...differences,
  };
}

/** Returns an order of lines, or of nets. */
export function orderOf(
  lines: readonly (bigint | Partial<OrderLine>)[],
  more: Partial<RatedOrder> = {},
): RatedOrder {
  const placed = lines.map((line, place) =>
    lineWith({ lineId: `${place + 1}`, ...(typeof line === 'bigint' ? { net: line } : line) }),
  );
  const revenue = placed.reduce(
    (sum, line) => sum + line.net - line.discount + line.fees + line.shipping + line.tax,
    0n,
  );
  return { revenue, lines: placed, orderedAt: ORDERED_AT, given: null, ...more };
}

/** Returns what an order is rated by: those rules for affiliate 7 of group 3, and a default of 5 %. */
export function contextWith(
  rules: readonly CommissionRule[],
  more: Partial<Omit<RatingContext, 'book'>> = {},
): RatingContext & { book: RuleBook } {
  return {
    book: ruleBookOf(rules),
    payee: { affiliateId: 7, groupIds: [3], inactiveSince: null },
    customer: null,
    defaultBps: 500,
    timeZone: 'UTC',
    volumes: new Map(),
    leftOfMonth: new Map(),
    ...more,
  };
}

/** Returns a rule of a percentage, in basis points. */
export function percent(rateBps: number, more: Partial<CommissionRule> = {}): CommissionRule {
  return ruleWith({ rateBps, ...more });
}

/** Returns a rule of an amount for each item. */
export function flatItem(amount: bigint, more: Partial<CommissionRule> = {}): CommissionRule {
  return ruleWith({ kind: 'flatItem', amount, ...more });
}

/** Returns a rule of an amount for each order. */
export function flatOrder(amount: bigint, more: Partial<CommissionRule> = {}): CommissionRule {
  return ruleWith({ kind: 'flatOrder', amount, ...more });
}

/** Returns what makes a rule one for a SKU. */
export function forSku(value: string): Pick<CommissionRule, 'what'> {
  return { what: { kind: 'sku', value } };
}

type More = Parameters<typeof contextWith>[1];

/** Rates an order by those rules. */
export function rate(order: RatedOrder, rules: readonly CommissionRule[], more: More = {}) {
  return rateOrder(order, contextWith(rules, more));
}

/** Rates an order by those rules; returns the amounts of its lines. */
export function amounts(order: RatedOrder, rules: readonly CommissionRule[], more: More = {}): bigint[] {
  return rate(order, rules, more).lines.map(({ amount }) => amount);
}
