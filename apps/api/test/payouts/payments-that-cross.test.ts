import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastOrder } from '../ledger/money-in-hand.ts';
import { query } from '../support/shop.ts';
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

const dispute = async (orderId: string, amount: string, state: string) => {
  const answer = await shop.ask('POST', '/api/affiliates/disputes', {
    ...{ orderId, disputeId: `D-${orderId}`, amount, state },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
};
const resolve = async (id: number, decision: string) => {
  const answer = await shop.ask('POST', `/api/payouts/mismatches/${id}/resolve`, { decision });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
};
/** The figures of 30 days are counted by a job, which does not run here. */
const broken = async () =>
  (await new VerifyDao(shop.hub.deps.db).verify()).differences.filter(({ what }) => !what.endsWith('_30d'));

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

test('what was given up, left and came back is set aside as well, and is decided like what had left', async () => {
  const ada = await shop.earner('back-again', '20');
  const batch = await draft(ada.id);
  await handOver(batch.id);
  const [item] = batch.items;
  await step(batch.id, 'settle', { items: [{ id: item.id, outcome: 'failed' }] });
  const hear = (news: 'paid' | 'returned', status: string, at: number) =>
    shop.hub.deps.services.settlements.hear(
      batch.id,
      [{ reference: item.reference, news, status, key: status, occurredAt: new Date(at) }],
      { source: 'provider', actor: null },
    );
  const now = Date.now();
  expect(await hear('paid', 'SUCCESS', now + 1000)).toMatchObject({ mismatched: 1 });
  // Older than what is known.
  expect(await hear('returned', 'BLOCKED', now)).toMatchObject({ stale: 1 });
  expect(await hear('returned', 'REVERSED', now + 2000)).toMatchObject({ mismatched: 1 });
  // It is said once more, by another word: nothing is booked again.
  expect(await hear('returned', 'REFUNDED', now + 3000)).toMatchObject({ stale: 1 });
  expect(await hear('paid', 'COMPLETED', now + 4000)).toMatchObject({ stale: 1 });
  expect(await broken()).toEqual([]);
  const { body } = await shop.ask('GET', '/api/payouts/mismatches?state=open');
  const own = body.filter(({ itemId }: { itemId: number }) => itemId === item.id);
  expect(own).toMatchObject([
    { amount: '-20.00', reason: 'came back (REVERSED) after it was given up and had left' },
    { amount: '20.00', reason: 'paid (SUCCESS) after it was given up' },
  ]);
  for (const { id } of own) await resolve(id, 'affiliate');
  expect(await shop.balance(ada)).toMatchObject({ payable: '20.00', inPayout: '0.00', paid: '0.00' });
  const { body: after } = await shop.ask('GET', `/api/payouts/items/${item.id}`);
  expect(after).toMatchObject({ state: 'failed', providerStatus: 'REVERSED' });
  expect(await broken()).toEqual([]);
});

test.each([
  ['won', '20.00', '0.00'],
  ['lost', '20.00', '-20.00'],
])(
  'what a dispute held when it was paid is paid as soon as the dispute is %s',
  async (end, paid, payable) => {
    const ada = await shop.earner(`disputed-${end}`, '20');
    const [id = 0] = ada.conversions;
    const orderId = lastOrder();
    const batch = await draft(ada.id);
    await handOver(batch.id);
    await dispute(orderId, '200.00', 'opened');
    await step(batch.id, 'settle');
    expect(await shop.statusOf(id)).toBe('approved');
    await dispute(orderId, '200.00', end);
    expect(await shop.statusOf(id)).toBe('paid');
    expect(await shop.balance(ada)).toMatchObject({ payable, held: '0.00', paid });
    const told = await query<{ count: number }>(
      shop.hub,
      sql`SELECT count(*)::integer AS count FROM payout_conversions WHERE attribution_id = ${id}`,
    );
    expect(told).toEqual([{ count: 1 }]);
    expect(await broken()).toEqual([]);
  },
);

test('a dispute that is won at the moment of the payment leaves the conversion paid', async () => {
  for (let round = 0; round < 5; round++) {
    const ada = await shop.earner(`at-once-${round}`, '20');
    const orderId = lastOrder();
    const batch = await draft(ada.id);
    await handOver(batch.id);
    await dispute(orderId, '200.00', 'opened');
    await Promise.all([step(batch.id, 'settle'), dispute(orderId, '200.00', 'won')]);
    expect(await shop.statusOf(ada.conversions[0] ?? 0)).toBe('paid');
  }
});

test('a dispute that is won after the payment came back leaves the conversion for the next payment', async () => {
  const ada = await shop.earner('disputed-back', '20');
  const [id = 0] = ada.conversions;
  const orderId = lastOrder();
  const batch = await draft(ada.id);
  await handOver(batch.id);
  await dispute(orderId, '200.00', 'opened');
  await step(batch.id, 'settle');
  await step(batch.id, 'settle', { items: [{ id: batch.items[0].id, outcome: 'returned' }] });
  await dispute(orderId, '200.00', 'won');
  expect(await shop.statusOf(id)).toBe('approved');
  expect(await shop.balance(ada)).toMatchObject({ payable: '20.00', held: '0.00', paid: '0.00' });
});

test('a conversion whose payment has failed can be voided while a later payment is under way', async () => {
  const ada = await shop.earner('free-again', '20');
  const [first = 0] = ada.conversions;
  const before = await draft(ada.id);
  await handOver(before.id);
  const [second = 0] = await shop.earnMore(ada, '30');
  const after = await draft(ada.id);
  await handOver(after.id);
  const move = (id: number, name: string) =>
    shop.ask('POST', `/api/affiliates/conversions/${id}/${name}`, {}, shop.maker);
  // Each is named by the batch that it is in.
  expect((await move(first, 'void')).body.error.message).toBe(
    `its commission is in payout: batch ${before.id}`,
  );
  expect((await move(second, 'void')).body.error.message).toBe(
    `its commission is in payout: batch ${after.id}`,
  );
  await step(before.id, 'settle', { items: [{ id: before.items[0].id, outcome: 'failed' }] });
  expect(await move(second, 'void')).toMatchObject({ status: 409 });
  expect(await move(first, 'void')).toMatchObject({ status: 200, body: { status: 'void' } });
  await step(after.id, 'settle');
  expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '0.00', paid: '30.00' });
  expect(await broken()).toEqual([]);
});

test('a conversion that was drafted by itself is no part of a payment that was reserved meanwhile', async () => {
  const ada = await shop.earner('own-draft', '10', '5');
  const [own = 0, other = 0] = ada.conversions;
  const marked = await shop.ask('POST', `/api/affiliates/conversions/${own}/mark-paid`);
  const batch = await draft(ada.id);
  await handOver(batch.id);
  // The draft of its own is given up before the other payment is made.
  await step(marked.body.payout.batchId, 'cancel');
  await step(batch.id, 'settle');
  expect([await shop.statusOf(own), await shop.statusOf(other)]).toEqual(['approved', 'paid']);
  expect(await shop.balance(ada)).toMatchObject({ payable: '10.00', paid: '5.00' });
});
