import { describe, expect, test } from 'vitest';
import {
  flatItem,
  flatOrder,
  forSku,
  orderOf,
  percent,
  rate,
  ruleWith,
} from '../../../test/support/commission-rules.ts';
import type { CustomerHistory } from './choose-rule.ts';
import { describeRule } from './describe-rule.ts';
import { explain } from './explain.ts';
import type { CommissionRule, RuleTiers } from './rule.ts';

const name = 'Summer shoes';
const renewal: CustomerHistory = {
  isFirst: false,
  firstCommissionAt: new Date('2026-01-31T10:00:00Z'),
  commissionedOrders: 3,
  lockedRules: [],
};
const ladder = (mode: RuleTiers['mode'], window: RuleTiers['window']): RuleTiers => ({
  ...{ mode, window },
  steps: [
    { from: 0n, rateBps: 500 },
    { from: 10_000n, rateBps: 1250 },
  ],
});

/** The explanation of an order’s first line. */
function explained(
  rule: CommissionRule | null,
  {
    order = orderOf([4000n]),
    currency = 'EUR',
    ...more
  }: { order?: ReturnType<typeof orderOf>; currency?: string } & Parameters<typeof rate>[2] = {},
): string {
  const [line] = rate(order, rule === null ? [] : [rule], more).lines;
  if (line === undefined) throw new Error('there is a line');
  return explain(line.explanation, { currency, timeZone: more.timeZone ?? 'UTC' });
}

describe('why a commission is what it is', () => {
  test('by a percentage', () => {
    expect(explained(percent(1250, { name }))).toBe('Summer shoes: 12.5% of €40.00 = €5.00.');
    expect(explained(percent(1250, { name }), { currency: 'JPY' })).toBe(
      'Summer shoes: 12.5% of ¥4,000 = ¥500.',
    );
    expect(explained(percent(1, { name }), { currency: 'KWD' })).toBe(
      'Summer shoes: 0.01% of KWD\u00a04.000 = KWD\u00a00.000.',
    );
    expect(explained(percent(0, { name }))).toBe('Summer shoes: 0% of €40.00 = €0.00.');
  });

  test('by the default', () => {
    expect(explained(null, { defaultBps: 1000 })).toBe('No rule fits; the default of 10% of €40.00 = €4.00.');
  });

  test('by a given amount', () => {
    expect(explained(null, { order: orderOf([4000n], { given: 700n }) })).toBe(
      'The shop named a commission of €7.00.',
    );
    expect(explained(null, { order: orderOf([4000n, 4000n], { given: 700n }) })).toBe(
      'The shop named a commission of €7.00, €3.50 of it for this line.',
    );
  });

  test('with a cap', () => {
    const rule = percent(1250, { name, capPerOrder: 400n });
    expect(explained(rule)).toBe('Summer shoes: 12.5% of €40.00 = €5.00; capped at €4.00 per order.');
    expect(explained(rule, { order: orderOf([4000n, 4000n]) })).toBe(
      'Summer shoes: 12.5% of €40.00 = €5.00; capped at €4.00 per order, €2.00 of it for this line.',
    );
    const monthly = percent(1250, { name, capPerMonth: 10_000n });
    const left = (amount: bigint) => ({ leftOfMonth: new Map([[monthly.id, amount]]) });
    expect(explained(monthly, left(123n))).toBe(
      'Summer shoes: 12.5% of €40.00 = €5.00; €1.23 was left of €100.00 a month.',
    );
    expect(explained(monthly, left(0n))).toBe(
      'Summer shoes: 12.5% of €40.00 = €5.00; nothing was left of €100.00 a month.',
    );
    expect(explained(monthly, left(500n))).toBe('Summer shoes: 12.5% of €40.00 = €5.00.');
  });

  test('by a flat amount', () => {
    expect(explained(flatItem(500n, { name }), { order: orderOf([{ quantity: '2.500' }]) })).toBe(
      'Summer shoes: €5.00 × 2.5 = €12.50.',
    );
    expect(explained(flatItem(500n, { name }), { order: orderOf([{ quantity: '100' }]) })).toBe(
      'Summer shoes: €5.00 × 100 = €500.00.',
    );
    expect(explained(flatOrder(500n, { name }))).toBe('Summer shoes: €5.00 for the order.');
    expect(explained(flatOrder(500n, { name }), { order: orderOf([3000n, 1000n]) })).toBe(
      'Summer shoes: €5.00 for the order, €3.75 of it for this line.',
    );
    expect(explained(flatItem(500n, { name }), { order: orderOf([0n]) })).toBe(
      'Summer shoes: nothing, because nothing on the line counts.',
    );
  });

  test('by tiers', () => {
    const parts = ruleWith({ name, tiers: ladder('marginal', 'month') });
    expect(explained(parts, { volumes: new Map([[parts.id, 8000n]]) })).toBe(
      'Summer shoes: 5% of €20.00 + 12.5% of €20.00 = €3.50, with sales of €80.00 in the month before this line.',
    );
    const whole = ruleWith({ name, tiers: ladder('whole', 'lifetime') });
    expect(explained(whole, { volumes: new Map([[whole.id, 10_000n]]) })).toBe(
      'Summer shoes: 12.5% of €40.00 = €5.00, with sales of €100.00 before this order.',
    );
  });

  test('by a limit', () => {
    const months = percent(1000, { name, limit: { months: 1 } });
    expect(explained(months, { customer: renewal })).toBe(
      'Summer shoes: nothing, because it pays for 1 month from the customer’s first commission (2026-01-31).',
    );
    const late = { ...renewal, firstCommissionAt: new Date('2026-01-31T23:30:00Z') };
    expect(explained(months, { customer: late, timeZone: 'Europe/Berlin' })).toContain('(2026-02-01)');
    expect(explained(percent(1000, { name, limit: { orders: 3 } }), { customer: renewal })).toBe(
      'Summer shoes: nothing, because it pays for a customer’s first 3 orders, and 3 came before.',
    );
  });

  test('by who the customer is', () => {
    expect(explained(percent(1000, { name, appliesTo: 'first' }))).toBe(
      'Summer shoes: 10% of €40.00 = €4.00. The customer is not known, so the order counts as a first one.',
    );
    const locked = percent(1000, { name, lockRate: true });
    expect(explained(locked, { customer: { ...renewal, lockedRules: [locked] } })).toBe(
      'Summer shoes: 10% of €40.00 = €4.00. The customer keeps the rate of their first commission.',
    );
  });

  test('by goods that are excluded', () => {
    const order = orderOf([{ net: 4000n, sku: 'CARD' }]);
    expect(explained(percent(0, { name: 'Gift cards', ...forSku('CARD') }), { order })).toBe(
      'Gift cards: these goods are excluded, so €40.00 does not count.',
    );
  });
});

describe('what a rule does', () => {
  const said = (rule: CommissionRule, who: string | null = null) =>
    describeRule(rule, { who, currency: 'EUR' });

  test('in a plain one', () => {
    expect(said(percent(1250))).toBe(
      'Every partner earns 12.5% of all goods. Shipping and tax do not count. A commission is not held, and it needs approval.',
    );
  });

  test('for whom and for what', () => {
    const first = (rule: CommissionRule, who: string | null = null) => said(rule, who).split('. ')[0];
    expect(first(percent(1000, { who: { kind: 'affiliate', id: 7 }, ...forSku('A-1') }), '@mia')).toBe(
      '@mia earns 10% of goods with the SKU A-1',
    );
    const group = { who: { kind: 'group', id: 3 }, what: { kind: 'category', value: 'Shoes' } } as const;
    expect(first(percent(1000, { ...group, appliesTo: 'first' }), 'Gold')).toBe(
      'Each partner of the group Gold earns 10% of goods in the category Shoes, on a customer’s first order',
    );
    expect(first(flatItem(500n, { what: { kind: 'product', value: 'P' }, appliesTo: 'recurring' }))).toBe(
      'Every partner earns €5.00 for each item of goods of the product P, on a customer’s orders after the first',
    );
    expect(first(flatOrder(500n))).toBe('Every partner earns €5.00 for each order of all goods');
    expect(first(percent(0, forSku('CARD')))).toBe(
      'Every partner earns nothing on goods with the SKU CARD, which do not count',
    );
    expect(first(percent(0))).toBe('Every partner earns nothing on all goods');
  });

  test('with everything that it can have', () => {
    const rule = ruleWith({
      ...{
        tiers: ladder('marginal', 'month'),
        limit: { months: 12 },
        capPerOrder: 400n,
        capPerMonth: 10_000n,
      },
      ...{ holdDays: 30, autoApprove: true, lockRate: true, includeTax: true, includeShipping: true },
    });
    expect(said(rule)).toBe(
      [
        'Every partner earns a rate by volume on all goods.',
        'By sales of the month, net of refunds: 5%, 12.5% from €100.00.',
        'Each rate counts for the sales within its step.',
        'It pays for 12 months from a customer’s first commission.',
        'At most €4.00 per order and €100.00 per partner and month.',
        'Shipping and tax count.',
        'A customer’s later orders keep the rate of their first commission.',
        'A commission is held for 30 days, and nobody needs to approve it.',
      ].join(' '),
    );
  });

  test('in its smaller parts', () => {
    expect(said(ruleWith({ tiers: ladder('whole', 'lifetime') }))).toContain(
      'By all sales so far, net of refunds: 5%, 12.5% from €100.00. The step reached before an order counts for the whole order.',
    );
    expect(said(percent(1, { limit: { orders: 1 } }))).toContain(
      'It pays for a customer’s first order with a commission.',
    );
    expect(said(percent(1, { limit: { orders: 3 } }))).toContain(
      'It pays for a customer’s first 3 orders with a commission.',
    );
    expect(said(percent(1, { includeTax: true }))).toContain('Tax counts, shipping does not.');
    expect(said(percent(1, { includeShipping: true }))).toContain('Shipping counts, tax does not.');
    expect(said(flatItem(1n, { payOnZero: true, holdDays: 1 }))).toBe(
      'Every partner earns €0.01 for each item of all goods. It also pays on what costs nothing. A commission is held for 1 day, and it needs approval.',
    );
  });
});
