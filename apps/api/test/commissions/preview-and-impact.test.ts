import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { type MoneyHub, moneyHub } from '../support/money-hub.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { count, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
let money: MoneyHub;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  money = moneyHub(hub, await signedIn(hub));
});
afterAll(() => hub.stop());

describe('a preview', () => {
  const preview = (order: object, rule?: object) => money.post('/api/commissions/preview', { order, rule });

  test('says what stored rules would pay, line by line, and stores nothing', async () => {
    await newAffiliate(hub, 'seer', { commissionBps: 1000 });
    await money.rule({ name: 'Shoes', affiliate: 'seer', category: 'shoes', kind: 'percent', rateBps: 2000 });
    await money.rule({
      name: 'First',
      affiliate: 'seer',
      sku: 'NEW',
      appliesTo: 'first',
      kind: 'flatItem',
      amount: '3.00',
    });
    const answer = await preview({
      affiliate: 'SEER',
      lines: [
        { lineId: 'a', net: '10.00', categories: ['shoes'] },
        { lineId: 'b', net: '5.05' },
        { lineId: 'c', net: '9.00', sku: 'NEW', quantity: 2 },
      ],
      shipping: '4.00',
    });
    expect(answer).toMatchObject({ currency: 'USD', total: '8.50' });
    expect(answer.items).toMatchObject([
      { lineId: 'a', amount: '2.00', rate: 2000, explanation: 'Shoes: 20% of $10.00 = $2.00.' },
      { lineId: 'b', amount: '0.50', rate: 1000, explanation: 'Own rate: 10% of $5.05 = $0.50.' },
      {
        ...{ lineId: 'c', amount: '6.00', rate: null },
        explanation:
          'First: $3.00 × 2 = $6.00. The customer is not known, so the order counts as a first one.',
      },
    ]);
    expect(await count(hub, sql`FROM orders`)).toBe(0);
    expect(await count(hub, sql`FROM ledger_transfers`)).toBe(0);
  });

  test('by a rule that is not stored: what it would end does not count', async () => {
    const order = { affiliate: 'seer', revenue: '100.00', orderedAt: '2026-01-15T00:00:00Z' };
    expect((await preview(order)).total).toBe('10.00');
    const rule = { name: 'Trial', affiliate: 'seer', kind: 'percent', rateBps: 500 };
    const answer = await preview(order, rule);
    expect(answer).toMatchObject({
      total: '5.00',
      items: [{ rule: { id: null, name: 'Trial' }, explanation: 'Trial: 5% of $100.00 = $5.00.' }],
    });
    // What is wider than a stored one does not get its turn.
    expect((await preview(order, { ...rule, affiliate: undefined })).total).toBe('10.00');
    // One that says from when is tried as it is.
    expect((await preview(order, { ...rule, from: '2026-02-01T00:00:00Z' })).total).toBe('10.00');
    // Another affiliate's, and a group's that the affiliate is not in.
    await newAffiliate(hub, 'other');
    await money.post('/api/commissions/groups', { name: 'Few' });
    expect((await preview(order, { ...rule, affiliate: 'other' })).total).toBe('10.00');
    const bare = { ...order, affiliate: 'other' };
    expect((await preview(bare, { ...rule, affiliate: undefined, group: 'Few' })).total).toBe('10.00');
    expect((await preview(bare, { ...rule, affiliate: undefined })).total).toBe('5.00');
    const { affiliateId } = await money.rule({
      affiliate: 'other',
      sku: 'none',
      kind: 'percent',
      rateBps: 1,
    });
    await money.put(`/api/affiliates/${affiliateId}/group`, { group: 'Few' });
    expect((await preview(bare, { ...rule, affiliate: undefined, group: 'Few' })).total).toBe('5.00');
  });

  test.each([
    ['order.affiliate', { affiliate: 'nobody-at-all', revenue: '1' }],
    ['order.storefront', { affiliate: 'seer', storefront: 'elsewhere', revenue: '1' }],
    ['order.revenue', { affiliate: 'seer', revenue: '1.001' }],
    ['order.revenue', { affiliate: 'seer', revenue: '9.00', lines: [{ net: '1.00' }] }],
    ['order.lines.0.net', { affiliate: 'seer', lines: [{ net: '1.001' }] }],
    ['order.lines.0.net', { affiliate: 'seer', lines: [{ net: '-1' }] }],
    ['order.lines.0.quantity', { affiliate: 'seer', lines: [{ net: '1', quantity: 0 }] }],
  ])('names what is wrong with an order: %s', async (field, order) => {
    const { status, body } = await money.ask('POST', '/api/commissions/preview', { order });
    expect(body.error?.message).toContain(field);
    expect(status).toBe(400);
  });
});

describe('the impact of a rule', () => {
  const impact = (
    rule: object,
    time: object = { from: '2026-03-01T00:00:00Z', to: '2026-05-01T00:00:00Z' },
  ) => money.post('/api/commissions/impact', { rule: { name: 'Trial', ...rule }, ...time });
  const orders = [
    { orderId: 'i1', orderedAt: '2026-03-05T10:00:00Z', revenue: '100.00' },
    { orderId: 'i2', orderedAt: '2026-03-20T10:00:00Z', revenue: '100.00' },
    { orderId: 'i3', orderedAt: '2026-03-31T23:59:59Z', revenue: '100.00' },
    { orderId: 'i4', orderedAt: '2026-04-01T00:00:00Z', revenue: '100.00' },
  ];
  beforeAll(async () => {
    await newAffiliate(hub, 'measured', { commissionBps: 1000 });
    await newAffiliate(hub, 'beside', { commissionBps: 1000 });
    for (const order of orders) await money.order({ handle: 'measured', ...order });
    await money.order({ handle: 'beside', ...orders[0], orderId: 'b1', revenue: '50.00' });
    await money.order({
      ...{ handle: 'measured', orderId: 'lines', orderedAt: '2026-03-06T00:00:00Z' },
      lines: [
        { lineId: '1', net: '30.00', quantity: 1, sku: 'S' },
        { lineId: '2', net: '70.00', quantity: 1 },
      ],
    });
    // Neither of them changes: the shop named one, the other pays nothing any more.
    await money.order({ handle: 'measured', ...orders[0], orderId: 'given', commission: '1.23' });
    await money.step(await money.order({ handle: 'measured', ...orders[0], orderId: 'void' }), 'void');
  });
  const totals = (before: string, after: string, difference: string) => [
    { currency: 'USD', before, after, difference },
  ];

  test('of what is live already is none', async () => {
    expect(await impact({ affiliate: 'measured', kind: 'percent', rateBps: 1000 })).toEqual({
      ...{ from: '2026-03-01T00:00:00.000Z', to: '2026-05-01T00:00:00.000Z', orders: 5, changed: 0 },
      totals: totals('50.00', '50.00', '0.00'),
    });
  });

  test('of a rate, of a SKU, of one for everyone behind own rates', async () => {
    expect(await impact({ affiliate: 'measured', kind: 'percent', rateBps: 1500 })).toMatchObject({
      ...{ orders: 5, changed: 5, totals: totals('50.00', '75.00', '25.00') },
    });
    expect(await impact({ affiliate: 'measured', sku: 'S', kind: 'percent', rateBps: 0 })).toMatchObject({
      ...{ orders: 5, changed: 1, totals: totals('50.00', '47.00', '-3.00') },
    });
    expect(await impact({ kind: 'percent', rateBps: 5000 })).toMatchObject({
      ...{ orders: 6, changed: 0, totals: totals('55.00', '55.00', '0.00') },
    });
    expect(await impact({ sku: 'S', kind: 'flatItem', amount: '9.00' })).toMatchObject({ changed: 0 });
  });

  test('of tiers and caps, which count in order of time within it', async () => {
    const steps = [
      { from: '0', rateBps: 1000 },
      { from: '150.00', rateBps: 2000 },
    ];
    // March: 10 + 10 (100 before) + 20 (200 before) + 20 (300 before); April begins anew.
    expect(
      await impact({
        affiliate: 'measured',
        kind: 'percent',
        tiers: { window: 'month', mode: 'whole', steps },
      }),
    ).toMatchObject({ changed: 2, totals: totals('50.00', '70.00', '20.00') });
    // 10 + 5 + 10 (50 of it in each tier) + 3 × 20.
    expect(
      await impact({
        affiliate: 'measured',
        kind: 'percent',
        tiers: { window: 'lifetime', mode: 'marginal', steps },
      }),
    ).toMatchObject({ totals: totals('50.00', '85.00', '35.00') });
    // From the middle of March on, what came before counts.
    expect(
      await impact(
        { affiliate: 'measured', kind: 'percent', tiers: { window: 'month', mode: 'whole', steps } },
        { from: '2026-03-10T00:00:00Z', to: '2026-05-01T00:00:00Z' },
      ),
    ).toMatchObject({ orders: 3, changed: 2, totals: totals('30.00', '50.00', '20.00') });
    expect(
      await impact({ affiliate: 'measured', kind: 'percent', rateBps: 1000, capPerMonth: '25.00' }),
    ).toMatchObject({ changed: 2, totals: totals('50.00', '35.00', '-15.00') });
    expect(
      await impact({ affiliate: 'measured', kind: 'percent', rateBps: 1000, capPerOrder: '8.00' }),
    ).toMatchObject({ changed: 5, totals: totals('50.00', '40.00', '-10.00') });
  });

  test('of one for first orders: whom nobody knows orders for the first time', async () => {
    for (const [place, orderedAt] of ['2026-06-01T00:00:00Z', '2026-06-02T00:00:00Z'].entries()) {
      await money.order({
        handle: 'beside',
        orderId: `c${place}`,
        orderedAt,
        revenue: '10.00',
        customerId: 'c',
      });
    }
    const time = { from: '2026-06-01T00:00:00Z', to: '2026-07-01T00:00:00Z' };
    const rule = { affiliate: 'beside', kind: 'flatOrder', amount: '5.00' };
    expect(await impact({ ...rule, appliesTo: 'first' }, time)).toMatchObject({
      ...{ orders: 2, changed: 1, totals: totals('2.00', '6.00', '4.00') },
    });
    expect(await impact({ ...rule, appliesTo: 'recurring' }, time)).toMatchObject({ changed: 1 });
    expect(await impact({ ...rule, limit: { orders: 1 } }, time)).toMatchObject({
      totals: totals('2.00', '5.00', '3.00'),
    });
  });

  test('is that of the last whole month by default, and stores nothing', async () => {
    const rules = await count(hub, sql`FROM commission_rules`);
    const { from, to } = await impact({ kind: 'percent', rateBps: 1 }, {});
    const [start, end] = [new Date(from), new Date(to)];
    expect([start.getUTCDate(), end.getUTCDate()]).toEqual([1, 1]);
    expect(end <= new Date() && Date.now() - end.getTime() < 32 * 86_400_000).toBe(true);
    expect(await count(hub, sql`FROM commission_rules`)).toBe(rules);
    const { status, body } = await money.ask('POST', '/api/commissions/impact', {
      rule: { name: 'x', kind: 'percent', rateBps: 1 },
      ...{ from: '2026-05-01T00:00:00Z', to: '2026-05-01T00:00:00Z' },
    });
    expect([status, body.error.details[0].path]).toEqual([400, 'to']);
  });

  test('is counted for one at a time', async () => {
    const rule = { name: 'x', affiliate: 'measured', kind: 'percent', rateBps: 1 };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => money.ask('POST', '/api/commissions/impact', { rule })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses[0]).toBe(200);
    expect(statuses.at(-1)).toBe(503);
  });
});
