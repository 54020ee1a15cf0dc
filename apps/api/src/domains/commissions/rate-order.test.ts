import { describe, expect, test } from 'vitest';
import {
  amounts,
  flatItem,
  flatOrder,
  forSku,
  ORDERED_AT,
  orderOf,
  percent,
  rate,
} from '../../../test/support/commission-rules.ts';
import { allocate } from '../../platform/money.ts';
import { placeAmounts, type ReportedAmounts } from '../orders/order-line-rules.ts';
import type { CustomerHistory } from './choose-rule.ts';
import { explain } from './explain.ts';
import type { RatedOrder } from './rated-order.ts';
import type { CommissionRule } from './rule.ts';

/** An order as its shop reports it. */
function reported(nets: readonly bigint[], more: Partial<ReportedAmounts> = {}): RatedOrder {
  const none = { revenue: null, shipping: null, tax: null, fees: null, discount: null };
  const lines = nets.map((net) => ({ net, tax: null }));
  const placed = placeAmounts({ ...none, isDiscountIncluded: true, lines, ...more });
  if ('problem' in placed) throw new Error(`it does not add up: ${placed.problem.field}`);
  return orderOf(placed.lines, { revenue: placed.revenue });
}

const renewal: CustomerHistory = {
  isFirst: false,
  firstCommissionAt: new Date('2026-01-31T10:00:00Z'),
  commissionedOrders: 1,
  lockedRules: [],
};

// The numbers of the cases are those of public bug reports of other programs, each with the right result.
describe('what others got wrong', () => {
  test('case 1: a coupon is taken from the goods and not from the commission: 59.00 − 20.00 at 50 % is 19.50', () => {
    const order = reported([5900n], { discount: 2000n, isDiscountIncluded: false });
    expect(rate(order, [percent(5000)]).total).toBe(1950n);
  });

  test('case 2: a negative fee lowers it: 321.75 − 100.00 at 20 % is 44.35', () => {
    expect(rate(reported([32_175n], { fees: -10_000n }), [percent(2000)]).total).toBe(4435n);
  });

  test('case 3: shipping is left out once: 50.00 + 10.00 shipping at 20 % is 10.00', () => {
    expect(rate(reported([5000n], { shipping: 1000n }), [percent(2000)]).total).toBe(1000n);
  });

  test('case 4: shipping and all tax count when the rule says so: (20 + 5) and 10 % tax at 20 % is 5.50', () => {
    const order = reported([2000n], { shipping: 500n, tax: 250n });
    const total = (more: Partial<CommissionRule>) => rate(order, [percent(2000, more)]).total;
    expect(total({ includeShipping: true, includeTax: true })).toBe(550n);
    expect(total({ includeShipping: true })).toBe(500n);
    expect(total({ includeTax: true })).toBe(450n);
    expect(total({})).toBe(400n);
  });

  test('case 7: a commission says the rate that it had, whatever the rule says since', () => {
    const before = percent(7000, { name: 'Books', to: new Date('2026-07-01T00:00:00Z') });
    const since = flatItem(700n, { name: 'Books', from: new Date('2026-07-01T00:00:00Z') });
    const [line] = rate(orderOf([1000n]), [before, since]).lines;
    const stored = JSON.parse(JSON.stringify(line?.explanation));
    expect(line).toMatchObject({ rateBps: 7000, amount: 700n, ruleId: before.id });
    expect(explain(stored, { currency: 'USD', timeZone: 'UTC' })).toBe('Books: 70% of $10.00 = $7.00.');
  });

  test('case 10: 10.00 over three equal lines is 3.34, 3.33, 3.33; 10.03 by 49 and 51 is 4.91, 5.12', () => {
    expect(amounts(orderOf([100n, 100n, 100n], { given: 1000n }), [])).toEqual([334n, 333n, 333n]);
    expect(amounts(orderOf([100n, 100n, 100n]), [flatOrder(1000n)])).toEqual([334n, 333n, 333n]);
    expect(amounts(orderOf([49n, 51n]), [flatOrder(1003n)])).toEqual([491n, 512n]);
    expect(allocate(1003n, [49n, 51n])).toEqual([491n, 512n]);
  });

  test('case 11: 50 % of 0.25 is 0.12 and no 12.5 cents', () => {
    expect(rate(orderOf([25n]), [percent(5000)]).total).toBe(12n);
  });

  test('case 13b: an affiliate who was deactivated before the order gets nothing, and is told why', () => {
    const payee = (inactiveSince: Date) => ({ payee: { affiliateId: 7, groupIds: [], inactiveSince } });
    const { total, lines } = rate(orderOf([10_000n]), [percent(1000)], payee(ORDERED_AT));
    expect(total).toBe(0n);
    expect(explain(lines[0]?.explanation as never, { currency: 'USD', timeZone: 'UTC' })).toBe(
      'Nothing: the partner was not active any more when the customer ordered (since 2026-06-15).',
    );
    const later = payee(new Date(ORDERED_AT.getTime() + 1));
    expect(rate(orderOf([10_000n]), [percent(1000)], later).total).toBe(1000n);
  });

  test('case 15: a cent over lines of 50, 50 and 0 is not lost when the last counts nothing', () => {
    expect(amounts(orderOf([50n, 50n, 0n]), [flatOrder(1n)])).toEqual([1n, 0n, 0n]);
    expect(amounts(orderOf([50n, 50n, 0n], { given: 1n }), [])).toEqual([1n, 0n, 0n]);
  });
});

describe('an order', () => {
  test('without lines is one line of its revenue', () => {
    expect(rate({ ...orderOf([]), revenue: 12_345n }, [percent(1250)])).toMatchObject({
      lines: [{ position: 0, lineId: null, base: 12_345n, amount: 1543n, rateBps: 1250, source: 'rule' }],
      total: 1543n,
    });
  });

  test('has its commissions in the order of its lines, each by its own rule', () => {
    const shoes = percent(2000, forSku('A'));
    const everything = percent(1000);
    const order = orderOf([{ sku: 'B' }, { sku: 'A' }, { sku: 'C' }]);
    const { lines, total } = rate(order, [shoes, everything]);
    expect(
      lines.map(({ position, lineId, ruleId, amount }) => ({ position, lineId, ruleId, amount })),
    ).toEqual([
      { position: 1, lineId: '1', ruleId: everything.id, amount: 1000n },
      { position: 2, lineId: '2', ruleId: shoes.id, amount: 2000n },
      { position: 3, lineId: '3', ruleId: everything.id, amount: 1000n },
    ]);
    expect(total).toBe(4000n);
  });

  test('that no rule fits has the hub’s default, which holds nothing and approves nothing', () => {
    expect(rate(orderOf([10_000n]), []).lines).toMatchObject([
      { source: 'default', ruleId: null, rateBps: 500, amount: 500n, holdDays: 0, autoApprove: false },
    ]);
  });

  test('keeps the hold and the approval of its rule', () => {
    expect(rate(orderOf([1n]), [percent(1, { holdDays: 30, autoApprove: true })]).lines).toMatchObject([
      { holdDays: 30, autoApprove: true },
    ]);
  });

  test('with a given commission has that and nothing else, however rules cap it', () => {
    const rules = [percent(5000, { capPerOrder: 1n, holdDays: 30 })];
    const order = orderOf(
      [
        { net: 3000n, fees: 500n },
        { net: 1000n, tax: 900n },
      ],
      { given: 1001n },
    );
    expect(rate(order, rules)).toMatchObject({
      lines: [
        { amount: 751n, base: 3500n, source: 'given', ruleId: null, rateBps: null },
        { amount: 250n, base: 1000n },
      ],
      total: 1001n,
    });
    expect(amounts({ ...order, given: 0n }, rules)).toEqual([0n, 0n]);
  });

  test('is rounded half to even, once a line', () => {
    // 2.5, 3.5 and 4.5 cents.
    expect(amounts(orderOf([25n, 35n, 45n]), [percent(1000)])).toEqual([2n, 4n, 4n]);
  });
});

describe('a rate of zero', () => {
  test('pays nothing and is no gap for the default', () => {
    const { lines } = rate(orderOf([10_000n]), [percent(0)]);
    expect(lines).toMatchObject([{ source: 'rule', base: 10_000n, rateBps: 0, amount: 0n }]);
  });

  test('takes goods out of the programme when the rule names them: they count nothing', () => {
    const cards = { ...forSku('CARD'), name: 'Gift cards' };
    const order = orderOf([{ sku: 'CARD' }, { sku: 'A' }]);
    const [card, other] = rate(order, [percent(0, cards), percent(1000)]).lines;
    expect(card).toMatchObject({ base: 0n, rateBps: 0, amount: 0n, source: 'rule' });
    expect(other).toMatchObject({ base: 10_000n, amount: 1000n });
    expect(amounts(order, [flatItem(0n, cards)])).toEqual([0n, 500n]);
  });
});

describe('a limit', () => {
  const FIRST = new Date(Date.UTC(2026, 0, 28, 9));
  const total = (
    limit: CommissionRule['limit'],
    customer: CustomerHistory | null,
    at = ORDERED_AT,
    timeZone = 'UTC',
  ) => rate(orderOf([10_000n], { orderedAt: at }), [percent(1000, { limit })], { customer, timeZone }).total;

  test('of months ends that many months after the first commission, to the minute', () => {
    const end = new Date('2026-06-30T10:00:00Z');
    expect(total({ months: 5 }, renewal, new Date(end.getTime() - 1))).toBe(1000n);
    expect(total({ months: 5 }, renewal, end)).toBe(0n);
  });

  test('of months pays a monthly subscription that often', () => {
    const paid = Array.from({ length: 14 }, (_, month) => {
      const at = new Date(Date.UTC(2026, month, 28, 9));
      const customer = { ...renewal, isFirst: month === 0, firstCommissionAt: month === 0 ? null : FIRST };
      return total({ months: 12 }, customer, at);
    });
    expect(paid.filter((amount) => amount > 0n)).toHaveLength(12);
  });

  test('of months is of the programme’s clock', () => {
    const customer = { ...renewal, firstCommissionAt: new Date('2026-03-01T04:30:00Z') };
    // In New York it was still February.
    const at = new Date('2026-03-29T03:30:00Z');
    expect(total({ months: 1 }, customer, at)).toBe(1000n);
    expect(total({ months: 1 }, customer, at, 'America/New_York')).toBe(0n);
  });

  test('of orders counts the first one, and falls through to no other rule', () => {
    const of = (commissionedOrders: number) => total({ orders: 2 }, { ...renewal, commissionedOrders });
    expect([of(0), of(1), of(2), of(3)]).toEqual([1000n, 1000n, 0n, 0n]);
  });

  test('has not begun for an unknown customer, or one whom another affiliate brought', () => {
    expect(total({ orders: 1 }, null)).toBe(1000n);
    expect(total({ orders: 1 }, { ...renewal, firstCommissionAt: null, commissionedOrders: 0 })).toBe(1000n);
  });
});

test('first orders and renewals have their own rates, and an unknown customer the one of a first order', () => {
  const rules = [percent(3000, { appliesTo: 'first' }), percent(500, { appliesTo: 'recurring' })];
  const of = (customer: CustomerHistory | null) => rate(orderOf([10_000n]), rules, { customer }).lines[0];
  expect(of({ ...renewal, isFirst: true, firstCommissionAt: null })).toMatchObject({
    ...{ amount: 3000n, explanation: { customer: 'first' } },
  });
  expect(of(renewal)).toMatchObject({ amount: 500n, explanation: { customer: 'renewal' } });
  expect(of(null)).toMatchObject({ amount: 3000n, explanation: { customer: 'unknown' } });
});

test('a locked rate pays renewals what it paid first', () => {
  const old = percent(3000, { lockRate: true, to: new Date('2026-03-01T00:00:00Z') });
  const next = percent(500, { from: new Date('2026-03-01T00:00:00Z') });
  // As the database reads it: the same version, but another object.
  const customer = { ...renewal, lockedRules: [{ ...old }] };
  const { lines } = rate(orderOf([10_000n]), [old, next], { customer });
  expect(lines).toMatchObject([
    { amount: 3000n, ruleId: old.id, explanation: { isLocked: true, customer: 'renewal' } },
  ]);
});

test('an explanation is plain JSON', () => {
  const rule = percent(1000, { capPerOrder: 1n, limit: { months: 1 } });
  const { explanation } = rate(orderOf([10_000n]), [rule, percent(1)]).lines[0] ?? {};
  expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
});
