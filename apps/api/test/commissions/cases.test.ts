import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { type MoneyHub, moneyHub } from '../support/money-hub.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { newAffiliate } from '../support/shop.ts';

/** What went wrong in other systems, through this one's API: each with the amounts that are right. */

let hub: TestHub;
let money: MoneyHub;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  money = moneyHub(hub, await signedIn(hub));
});
afterAll(() => hub.stop());

let number = 0;
/** An affiliate with a rule of its own, and what is asked of its orders. */
async function partner(rule: object) {
  number += 1;
  const handle = `partner-${number}`;
  const { id: affiliateId } = await newAffiliate(hub, handle);
  await money.rule({ affiliate: handle, from: '2026-01-01T00:00:00Z', ...rule });
  const order = (orderId: string, facts: object) =>
    money.order({ handle, orderId: `${handle} ${orderId}`, orderedAt: '2026-03-05T00:00:00Z', ...facts });
  const refund = (orderId: string, refundId: string, facts: object = {}) =>
    money.refund({ orderId: `${handle} ${orderId}`, refundId, ...facts });
  const amounts = async (id: number) =>
    (await money.commissions(id)).map(({ amount }: { amount: string }) => amount);
  const left = async (id: number) => {
    const all = await money.get(`/api/commissions?affiliateId=${affiliateId}&limit=100`);
    return all.find(({ conversionId }: { conversionId: number }) => conversionId === id)?.left;
  };
  return { affiliateId, handle, order, refund, amounts, left };
}
const percent = (rateBps: number, more: object = {}) => ({ kind: 'percent', rateBps, ...more });
const line = (lineId: string, net: string, more: object = {}) => ({ lineId, net, quantity: 1, ...more });

/** What an affiliate is owed, as the transfers of its accounts add up. */
async function transfersOf(affiliateId: number) {
  const { rows } = await hub.owner.execute<{ kind: string; sum: string; balance: string }>(`
    SELECT account.kind, (SELECT coalesce(sum(CASE WHEN credit_id = account.id THEN amount ELSE -amount END), 0.00)
             FROM ledger_transfers WHERE account.id IN (debit_id, credit_id))::text AS sum,
           (credits - debits)::text AS balance
    FROM ledger_accounts AS account JOIN ledger_balances ON account_id = account.id
    WHERE account.affiliate_id = ${affiliateId} ORDER BY account.kind`);
  for (const { sum, balance } of rows) expect(Number(sum)).toBe(Number(balance));
  return Object.fromEntries(rows.map(({ kind, sum }) => [kind, Number(sum)]));
}

test('case 1: a coupon lowers what the commission is counted on, not the commission', async () => {
  const { order, amounts } = await partner(percent(5000));
  const id = await order('1', { lines: [line('a', '59.00')], discount: '20.00', discountIncluded: false });
  expect(await amounts(id)).toEqual(['19.50']);
});

test('case 2: a negative fee lowers what the commission is counted on', async () => {
  const { order, amounts } = await partner(percent(2000));
  expect(await amounts(await order('1', { lines: [line('a', '321.75')], fees: '-100.00' }))).toEqual([
    '44.35',
  ]);
});

test('case 3: shipping that does not count is left out once', async () => {
  const { order, amounts } = await partner(percent(2000));
  expect(await amounts(await order('1', { lines: [line('a', '50.00')], shipping: '10.00' }))).toEqual([
    '10.00',
  ]);
});

test('case 4: shipping and the tax on both count where the rule says so', async () => {
  const { order, amounts } = await partner(percent(2000, { includeTax: true, includeShipping: true }));
  const id = await order('1', {
    lines: [line('a', '20.00', { tax: '2.00' })],
    shipping: '5.00',
    tax: '2.50',
  });
  expect(await amounts(id)).toEqual(['5.50']);
});

test('case 5: a partial refund keeps its share, a full one nothing', async () => {
  const { order, refund, left, affiliateId } = await partner(percent(2500));
  const id = await order('1', { revenue: '100.00' });
  await refund('1', 'r1', { amount: '40.00' });
  expect(await left(id)).toBe('15.00');
  expect(await transfersOf(affiliateId)).toMatchObject({ pending: 15 });
  await refund('1', 'r2');
  expect(await left(id)).toBe('0.00');
  expect(await transfersOf(affiliateId)).toMatchObject({ pending: 0 });
});

test('case 6: a refund without lines takes its share of all', async () => {
  const { order, refund, affiliateId } = await partner(percent(2000));
  const id = await order('1', { lines: [line('a', '60.00'), line('b', '40.00')] });
  await refund('1', 'r1', { amount: '30.00' });
  const [conversion] = await money.get(`/api/commissions?affiliateId=${affiliateId}`);
  expect(conversion).toMatchObject({ conversionId: id, amount: '20.00', reversed: '6.00', left: '14.00' });
});

test('case 7: a commission keeps the rate that it was rated by when the rule becomes a flat one', async () => {
  const { order, handle } = await partner(percent(7000));
  const id = await order('1', { revenue: '10.00' });
  await money.rule({ affiliate: handle, kind: 'flatOrder', amount: '7.00' });
  const [item] = await money.commissions(id);
  expect(item).toMatchObject({ rate: 7000, amount: '7.00', explanation: 'Rule: 70% of $10.00 = $7.00.' });
  const later = await money.order({ handle, orderId: `${handle} 2`, revenue: '10.00' });
  expect((await money.commissions(later))[0]).toMatchObject({ rate: null, amount: '7.00' });
});

test('case 8: a balance is the sum of its transfers', async () => {
  const { order, refund, affiliateId } = await partner(percent(1000));
  const ids = [];
  for (let place = 0; place < 6; place++) ids.push(await order(`${place}`, { revenue: `${place + 1}0.00` }));
  for (const id of ids.slice(0, 4)) await money.step(id, 'approve');
  await refund('0', 'r1', { amount: '5.00' });
  await refund('5', 'r2');
  await money.step(Number(ids[3]), 'mark-paid');
  // 1 + 2 + 3 without half of the first; 5 waits for approval, 6 came back, 4 was paid.
  expect(await transfersOf(affiliateId)).toEqual({ in_payout: 0, payable: 5.5, pending: 5 });
});

test('case 9: whom one pays is paid, and nobody else', async () => {
  const [one, other] = [await partner(percent(1000)), await partner(percent(1000))];
  const [first, second] = [
    await one.order('1', { revenue: '10.00' }),
    await one.order('2', { revenue: '20.00' }),
  ];
  const foreign = await other.order('1', { revenue: '40.00' });
  for (const id of [first, second, foreign]) await money.step(id, 'approve');
  await money.step(first, 'mark-paid');
  expect((await money.ask('POST', `/api/affiliates/conversions/${first}/mark-paid`)).status).toBe(409);
  expect(await transfersOf(one.affiliateId)).toMatchObject({ payable: 2, in_payout: 0 });
  expect(await transfersOf(other.affiliateId)).toMatchObject({ payable: 4 });
  const states = await money.get(`/api/commissions?affiliateId=${one.affiliateId}`);
  expect(states.map(({ state }: { state: string }) => state)).toEqual(['payable', 'paid']);
});

test('case 10: what an order comes to is split without losing a unit', async () => {
  const flat = await partner({ kind: 'flatOrder', amount: '10.00' });
  const id = await flat.order('1', { lines: [line('a', '5.00'), line('b', '5.00'), line('c', '5.00')] });
  expect(await flat.amounts(id)).toEqual(['3.34', '3.33', '3.33']);
  const given = await partner(percent(1000));
  const split = await given.order('1', {
    lines: [line('a', '49.00'), line('b', '51.00')],
    commission: '10.03',
  });
  expect(await given.amounts(split)).toEqual(['4.91', '5.12']);
});

test('case 11: half a unit is rounded to even', async () => {
  const { order, amounts } = await partner(percent(5000));
  expect(await amounts(await order('1', { revenue: '0.25' }))).toEqual(['0.12']);
  expect(await amounts(await order('2', { revenue: '0.27' }))).toEqual(['0.14']);
});

test('case 12: what comes back does not wait for the end of a holding time', async () => {
  const { order, refund, affiliateId, handle } = await partner(percent(1000));
  const due = await order('1', { revenue: '800.00' });
  const paid = await order('2', { revenue: '300.00' });
  for (const id of [due, paid]) await money.step(id, 'approve');
  await money.step(paid, 'mark-paid');
  await money.rule({ affiliate: handle, ...percent(1000, { holdDays: 30 }) });
  expect(await transfersOf(affiliateId)).toMatchObject({ payable: 80 });
  await refund('2', 'r1');
  expect(await transfersOf(affiliateId)).toMatchObject({ payable: 50 });
  // So the rest is all that can be paid.
  expect((await money.ask('POST', `/api/affiliates/conversions/${due}/mark-paid`)).status).toBe(409);
});

test('case 13: an order is rated by what was live when it was placed, and says so', async () => {
  const { handle, amounts } = await partner(percent(1000, { to: '2026-02-01T00:00:00Z' }));
  const id = await money.order({
    handle,
    orderId: `${handle} late`,
    revenue: '10.00',
    orderedAt: '2026-02-01T00:00:00Z',
  });
  expect(await amounts(id)).toEqual(['1.00']);
  expect((await money.commissions(id))[0]).toMatchObject({
    ...{ source: 'default', rule: null, explanation: 'No rule fits; the default of 10% of $10.00 = $1.00.' },
  });
});

test('case 15: a rest is not lost where the last line counts nothing', async () => {
  const { order, amounts } = await partner({ kind: 'flatOrder', amount: '0.01' });
  const id = await order('1', { lines: [line('a', '50.00'), line('b', '50.00'), line('c', '0.00')] });
  expect(await amounts(id)).toEqual(['0.01', '0.00', '0.00']);
});
