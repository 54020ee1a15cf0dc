import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPayoutShop, type PayoutShop } from './payout-shop.ts';

let shop: PayoutShop;
beforeAll(async () => {
  shop = await openPayoutShop();
});
afterAll(() => shop.hub.stop());

const draft = (affiliateIds: number[], more = {}) =>
  shop.ask('POST', '/api/payouts/batches', { rail: 'manual', currency: 'USD', affiliateIds, ...more });
const approve = (id: number) => shop.ask('POST', `/api/payouts/batches/${id}/approve`, {}, shop.checker);
const submit = (id: number) => shop.ask('POST', `/api/payouts/batches/${id}/submit`, {});
const settle = (id: number, items: unknown[]) =>
  shop.ask('POST', `/api/payouts/batches/${id}/settle`, { items });
const broken = async () =>
  (await new VerifyDao(shop.hub.deps.db).verify()).differences.filter(({ what }) => !what.endsWith('_30d'));

/** Somebody whose payment of 10.00 failed, which is payable again. */
async function failed(handle: string) {
  const ada = await shop.earner(handle, '10');
  const { body } = await draft([ada.id]);
  await approve(body.id);
  const [item] = body.items;
  expect((await settle(body.id, [{ id: item.id, outcome: 'failed' }])).body.state).toBe('partly');
  const turnsOutPaid = () => settle(body.id, [{ id: item.id, outcome: 'paid' }]);
  return { ada, batchId: body.id as number, turnsOutPaid };
}

test('what turns out to have left is not paid a second time before somebody decides', async () => {
  const { ada, batchId, turnsOutPaid } = await failed('twice');
  // Drafted and approved while nobody knew.
  const early = (await draft([ada.id])).body;
  await approve(early.id);
  expect(await turnsOutPaid()).toMatchObject({ status: 200 });
  const why = `$10.00 more than was owed left to affiliate ${ada.id} with batch ${batchId}: decide whose that difference is first`;
  expect(await submit(early.id)).toMatchObject({ status: 409, body: { error: { message: why } } });
  expect(await shop.ask('POST', `/api/payouts/batches/${early.id}/cancel`, {})).toMatchObject({
    status: 200,
  });

  expect((await draft([ada.id], { dryRun: true })).body).toMatchObject({
    items: [],
    leftOut: [
      {
        ...{ affiliateId: ada.id, amount: '10.00', reason: 'differenceOpen' },
        because: 'got more than was owed before: decide whose that difference is first',
      },
    ],
  });
  expect(await draft([ada.id])).toMatchObject({ status: 409 });
  expect(await shop.ask('POST', '/api/payouts/requests', { affiliateId: ada.id })).toMatchObject({
    ...{ status: 409, body: { error: { message: why } } },
  });
  expect(
    await shop.ask('POST', `/api/affiliates/conversions/${ada.conversions[0]}/mark-paid`, {}),
  ).toMatchObject({ status: 409, body: { error: { message: why } } });

  const [mismatch] = (await shop.ask('GET', '/api/payouts/mismatches?state=open')).body;
  expect(mismatch).toMatchObject({ amount: '10.00', reason: 'paid after it was given up' });
  await shop.ask('POST', `/api/payouts/mismatches/${mismatch.id}/resolve`, { decision: 'affiliate' });
  expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', paid: '10.00' });

  // What is earned next is paid, and what had been given up is paid with it.
  await shop.earnMore(ada, '7');
  const next = (await draft([ada.id])).body;
  expect(next).toMatchObject({ total: '7.00', itemCount: 1 });
  await approve(next.id);
  expect((await settle(next.id, [])).body.state).toBe('settled');
  expect(await shop.statusOf(ada.conversions[0] ?? 0)).toBe('paid');
  expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '0.00', paid: '17.00' });
  expect(await broken()).toEqual([]);
});

test('what was marked as paid before the difference was known is not paid either', async () => {
  const { ada, turnsOutPaid } = await failed('marked');
  const url = `/api/affiliates/conversions/${ada.conversions[0]}/mark-paid`;
  expect((await shop.ask('POST', url, {})).body.payout).toMatchObject({ state: 'draft' });
  await turnsOutPaid();
  expect(await shop.ask('POST', url, {}, shop.checker)).toMatchObject({
    ...{
      status: 409,
      body: { error: { message: expect.stringContaining('$10.00 more than was owed left') } },
    },
  });
  expect(await broken()).toEqual([]);
});

test('who got less than was owed is paid on', async () => {
  const ada = await shop.earner('less', '10');
  const { body } = await draft([ada.id]);
  await approve(body.id);
  await settle(body.id, [{ id: body.items[0].id, outcome: 'paid', amount: '9.00' }]);
  await shop.earnMore(ada, '5');
  expect((await draft([ada.id], { dryRun: true })).body).toMatchObject({ total: '5.00', leftOut: [] });
});

test('a batch for named affiliates refuses an id that is nobody’s', async () => {
  const ada = await shop.earner('named', '10');
  for (const dryRun of [true, false]) {
    expect(await draft([ada.id, 999_999], { dryRun })).toMatchObject({
      status: 400,
      body: {
        error: {
          message: 'affiliateIds.1: there is no affiliate with id 999999 in the storefront "default"',
        },
      },
    });
  }
});

test('what is said of an item twice at once is refused as such', async () => {
  const ada = await shop.earner('said', '10');
  const { body } = await draft([ada.id]);
  await approve(body.id);
  const { id } = body.items[0];
  expect(
    await settle(body.id, [
      { id, outcome: 'paid' },
      { id, outcome: 'failed' },
    ]),
  ).toMatchObject({
    status: 400,
    body: { error: { message: `items.1.id: names item ${id} a second time` } },
  });
  // Nothing of it is stored: the batch can still be cancelled.
  expect((await shop.ask('GET', `/api/payouts/batches/${body.id}`)).body.state).toBe('approved');
});
