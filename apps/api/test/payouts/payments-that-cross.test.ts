import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPayoutShop, type PayoutShop } from './payout-shop.ts';

let shop: PayoutShop;
beforeAll(async () => {
  shop = await openPayoutShop();
});
afterAll(() => shop.hub.stop());

const draft = async (affiliateId: number) => {
  const terms = { rail: 'manual', currency: 'USD', affiliateIds: [affiliateId], minimum: 1 };
  const { status, body } = await shop.ask('POST', '/api/payouts/batches', terms);
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};
const step = async (id: number, name: string, body: unknown = {}, by = shop.maker) => {
  const answer = await shop.ask('POST', `/api/payouts/batches/${id}/${name}`, body, by);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const handOver = async (id: number) => {
  await step(id, 'approve', {}, shop.checker);
  return step(id, 'submit');
};

test('of two payments under way, each pays the conversions that were reserved with it', async () => {
  const ada = await shop.earner('crossing', '20');
  const [first] = ada.conversions;
  const before = await draft(ada.id);
  await handOver(before.id);
  const [second] = await shop.earnMore(ada, '30');
  const after = await draft(ada.id);
  await handOver(after.id);
  // The later one is paid first, and the earlier one fails.
  await step(after.id, 'settle');
  expect([await shop.statusOf(first ?? 0), await shop.statusOf(second ?? 0)]).toEqual(['approved', 'paid']);
  const [item] = before.items;
  await step(before.id, 'settle', { items: [{ id: item.id, outcome: 'failed', reason: 'account closed' }] });
  expect(await shop.balance(ada)).toMatchObject({ payable: '20.00', inPayout: '0.00', paid: '30.00' });
  expect(await shop.statusOf(first ?? 0)).toBe('approved');
  // It goes with the next one.
  const again = await draft(ada.id);
  await handOver(again.id);
  await step(again.id, 'settle');
  expect([await shop.statusOf(first ?? 0), await shop.statusOf(second ?? 0)]).toEqual(['paid', 'paid']);
});

test('a payment that had failed when another was settled goes with the next one, although that one is later', async () => {
  const ada = await shop.earner('failed-before', '20');
  const [first] = ada.conversions;
  const before = await draft(ada.id);
  await handOver(before.id);
  await shop.earnMore(ada, '30');
  const after = await draft(ada.id);
  await handOver(after.id);
  const [item] = before.items;
  await step(before.id, 'settle', { items: [{ id: item.id, outcome: 'failed' }] });
  await step(after.id, 'settle');
  expect(await shop.balance(ada)).toMatchObject({ payable: '20.00', paid: '30.00' });
  expect(await shop.statusOf(first ?? 0)).toBe('approved');
});

test('what was given up and is said to be paid by two is set aside once', async () => {
  const ada = await shop.earner('given-up', '20');
  const batch = await draft(ada.id);
  await handOver(batch.id);
  const [item] = batch.items;
  await step(batch.id, 'settle', { items: [{ id: item.id, outcome: 'failed' }] });
  const said = { reference: item.reference, news: 'paid', status: 'SUCCESS', key: 'one' } as const;
  const hear = (key: string, occurredAt: Date) =>
    shop.hub.deps.services.settlements.hear(batch.id, [{ ...said, key, occurredAt }], {
      ...{ source: 'provider', actor: null },
    });
  // By the provider's clock it was paid before somebody gave it up.
  expect(await hear('one', new Date(Date.now() - 60_000))).toMatchObject({ mismatched: 1 });
  expect(await hear('two', new Date())).toMatchObject({ mismatched: 0, stale: 1 });
  await step(batch.id, 'settle', { items: [{ id: item.id, outcome: 'paid' }] });
  const { body } = await shop.ask('GET', '/api/ledger/accounts');
  const suspense = body.accounts.find(({ kind }: { kind: string }) => kind === 'suspense');
  expect(suspense).toMatchObject({ debits: '20.00', credits: '0.00' });
});
