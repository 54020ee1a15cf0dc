import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastOrder } from '../ledger/money-in-hand.ts';
import { openPayoutShop, type PayoutShop } from './payout-shop.ts';

let shop: PayoutShop;
beforeAll(async () => {
  shop = await openPayoutShop();
});
afterAll(() => shop.hub.stop());

/** What an affiliate's conversions say of their payments, oldest first. */
async function payouts(affiliate: { id: number }) {
  const { body } = await shop.ask('GET', `/api/affiliates/conversions?affiliateId=${affiliate.id}`);
  return body.map(({ payout }: { payout: unknown }) => payout).reverse();
}
const step = async (id: number, name: string, body: unknown = {}, by = shop.maker) => {
  const answer = await shop.ask('POST', `/api/payouts/batches/${id}/${name}`, body, by);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const draft = async (affiliate: { id: number }) =>
  (
    await shop.ask('POST', '/api/payouts/batches', {
      ...{ rail: 'manual', currency: 'USD', affiliateIds: [affiliate.id] },
    })
  ).body;

test('a conversion names the batch that it is in, until it has failed, and the one that has paid it', async () => {
  const ada = await shop.earner('in-payout', '20');
  expect(await payouts(ada)).toEqual([null]);
  const first = await draft(ada);
  await shop.earnMore(ada, '5');
  expect(await payouts(ada)).toEqual([{ batchId: first.id, itemState: 'reserved' }, null]);
  await step(first.id, 'approve', {}, shop.checker);
  await step(first.id, 'submit');
  expect(await payouts(ada)).toEqual([{ batchId: first.id, itemState: 'sent' }, null]);
  await step(first.id, 'settle', { items: [{ id: first.items[0].id, outcome: 'failed' }] });
  expect(await payouts(ada)).toEqual([null, null]);
  const second = await draft(ada);
  await step(second.id, 'approve', {}, shop.checker);
  await step(second.id, 'settle');
  const paid = { batchId: second.id, itemState: 'paid' };
  expect(await payouts(ada)).toEqual([paid, paid]);
  const { body: orders } = await shop.ask('GET', `/api/orders?orderId=${lastOrder()}`);
  expect((await shop.ask('GET', `/api/orders/${orders[0].id}`)).body).toMatchObject({ payout: paid });
  await step(second.id, 'settle', {
    ...{ items: [{ id: second.items[0].id, outcome: 'returned' }], others: 'open' },
  });
  expect(await payouts(ada)).toEqual([null, null]);
});

test('one that is paid by itself names its own batch, also in the answers of the steps', async () => {
  const ada = await shop.earner('by-itself', '20', '5');
  const [own = 0] = ada.conversions;
  const mark = (by = shop.maker) => shop.ask('POST', `/api/affiliates/conversions/${own}/mark-paid`, {}, by);
  const { payout } = (await mark()).body;
  expect(payout).toMatchObject({ state: 'draft', itemState: 'reserved' });
  const { batchId } = payout;
  const other = await draft(ada);
  expect(await payouts(ada)).toEqual([
    { batchId, itemState: 'reserved' },
    { batchId: other.id, itemState: 'reserved' },
  ]);
  expect((await mark(shop.checker)).body.payout).toEqual({ batchId, state: 'settled', itemState: 'paid' });
  expect(await payouts(ada)).toEqual([
    { batchId, itemState: 'paid' },
    { batchId: other.id, itemState: 'reserved' },
  ]);
});

test('one that is only requested is in no batch yet', async () => {
  const ada = await shop.earner('requested', '20');
  await shop.ask('POST', '/api/payouts/requests', { affiliateId: ada.id });
  expect(await payouts(ada)).toEqual([null]);
  const { id } = await draft(ada);
  expect(await payouts(ada)).toEqual([{ batchId: id, itemState: 'reserved' }]);
});
