import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { query } from '../support/shop.ts';
import { openPayoutShop, type PayoutShop } from './payout-shop.ts';

let shop: PayoutShop;
beforeAll(async () => {
  shop = await openPayoutShop();
});
afterAll(() => shop.hub.stop());

let partners = 0;
/** A payment of 10.00 of which another amount left. */
async function differing(amount: string, more: string[] = []) {
  const ada = await shop.earner(`differs-${++partners}`, '10');
  const others = await Promise.all(more.map((one) => shop.earner(`differs-${++partners}`, one)));
  const affiliateIds = [ada, ...others].map(({ id }) => id);
  const { body } = await shop.ask('POST', '/api/payouts/batches', {
    ...{ rail: 'manual', currency: 'USD', affiliateIds },
  });
  await shop.ask('POST', `/api/payouts/batches/${body.id}/approve`, {}, shop.checker);
  const item = body.items.find(({ affiliateId }: { affiliateId: number }) => affiliateId === ada.id);
  const settled = await shop.ask('POST', `/api/payouts/batches/${body.id}/settle`, {
    items: [{ id: item.id, outcome: 'paid', amount }],
  });
  expect(settled.body.state, JSON.stringify(settled.body)).toBe('submitted');
  const [mismatch] = await list('state=open');
  return { ada, batchId: body.id as number, item, mismatch };
}

const list = async (search = '') => (await shop.ask('GET', `/api/payouts/mismatches?${search}`)).body;
const resolve = (id: number, decision: string) =>
  shop.ask('POST', `/api/payouts/mismatches/${id}/resolve`, { decision });
const account = async (kind: string) => {
  const { body } = await shop.ask('GET', '/api/ledger/accounts');
  return body.accounts.find((one: { kind: string }) => one.kind === kind)?.closing ?? '0.00';
};
/** The figures of 30 days are counted by a job, which does not run here. */
const broken = async () =>
  (await new VerifyDao(shop.hub.deps.db).verify()).differences.filter(({ what }) => !what.endsWith('_30d'));

test.each([
  ['8.50', 'affiliate', { amount: '-1.50', payable: '1.50', paid: '8.50' }],
  ['8.50', 'shop', { amount: '-1.50', payable: '0.00', paid: '10.00' }],
  ['11.25', 'affiliate', { amount: '1.25', payable: '-1.25', paid: '11.25' }],
  ['11.25', 'shop', { amount: '1.25', payable: '0.00', paid: '10.00' }],
])('of 10.00 left %s, and the difference is of the %s', async (left, decision, { amount, payable, paid }) => {
  const { ada, batchId, item, mismatch } = await differing(left, ['20']);
  expect(await list(`batchId=${batchId}`)).toEqual([mismatch]);
  expect(await list(`batchId=${batchId}&state=decided`)).toEqual([]);
  expect(mismatch).toMatchObject({
    ...{ batchId, itemId: item.id, storefront: 'default', affiliateId: ada.id, affiliateHandle: ada.handle },
    ...{ amount, currency: 'USD', decision: null, decidedAt: null, decidedBy: null },
    reason: `paid ${left} in place of 10.00`,
  });
  expect(await shop.statusOf(ada.conversions[0] ?? 0)).toBe('approved');
  expect(await broken()).toEqual([]);
  const before = [await account('suspense'), await account('adjustment')].map(Number);
  expect(await resolve(mismatch.id, decision)).toMatchObject({
    status: 200,
    body: { id: mismatch.id, decision, decidedBy: 'olivia@shop.example' },
  });
  expect(await resolve(mismatch.id, decision)).toMatchObject({ status: 409 });
  expect(await shop.balance(ada)).toMatchObject({ payable, inPayout: '0.00', paid });
  const after = [await account('suspense'), await account('adjustment')].map(Number);
  expect(after).toEqual([
    Number(((before[0] ?? 0) + Number(amount)).toFixed(2)),
    Number(((before[1] ?? 0) - (decision === 'shop' ? Number(amount) : 0)).toFixed(2)),
  ]);
  const { body } = await shop.ask('GET', `/api/payouts/batches/${batchId}`);
  expect(body).toMatchObject({ state: 'settled', settledAt: expect.any(String) });
  expect(await shop.statusOf(ada.conversions[0] ?? 0)).toBe('paid');
  expect(await list('state=open')).toEqual([]);
  expect((await list('state=decided'))[0]).toMatchObject({ id: mismatch.id });
  expect(await broken()).toEqual([]);
});

test('10 people who decide at once decide once', async () => {
  const { mismatch } = await differing('9.00');
  const answers = await Promise.all(Array.from({ length: 10 }, () => resolve(mismatch.id, 'shop')));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
  expect((await resolve(999_999, 'shop')).status).toBe(404);
});

test('money that left after it was given up is set aside once, and is the affiliate’s or the shop’s', async () => {
  const ada = await shop.earner(`differs-${++partners}`, '10');
  const { body } = await shop.ask('POST', '/api/payouts/batches', {
    ...{ rail: 'manual', currency: 'USD', affiliateIds: [ada.id] },
  });
  await shop.ask('POST', `/api/payouts/batches/${body.id}/approve`, {}, shop.checker);
  const [item] = body.items;
  await shop.ask('POST', `/api/payouts/batches/${body.id}/settle`, {
    items: [{ id: item.id, outcome: 'failed' }],
  });
  const said = { reference: item.reference, news: 'paid' as const, status: 'ACSC', occurredAt: new Date() };
  const hear = (key: string) =>
    shop.hub.deps.services.settlements.hear(body.id, [{ ...said, key }], { source: 'bankFile', actor: null });
  expect(await hear('first file')).toMatchObject({ mismatched: 1 });
  expect(await hear('second file')).toMatchObject({ mismatched: 0, stale: 1 });
  const [mismatch] = await list('state=open');
  expect(mismatch).toMatchObject({ itemId: item.id, amount: '10.00' });
  expect(await broken()).toEqual([]);
  expect((await resolve(mismatch.id, 'affiliate')).status).toBe(200);
  expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '0.00', paid: '10.00' });
  expect(await broken()).toEqual([]);
});

test.each([
  ['20.00', 'affiliate', '-10.00'],
  ['8.00', 'affiliate', '2.00'],
  ['20.00', 'shop', '0.00'],
] as const)(
  '%s that left for a payment of 10.00 is found out after it was paid: the %s’s',
  async (left, decision, payable) => {
    const ada = await shop.earner(`differs-${++partners}`, '10');
    const { body } = await shop.ask('POST', '/api/payouts/batches', {
      ...{ rail: 'manual', currency: 'USD', affiliateIds: [ada.id] },
    });
    await shop.ask('POST', `/api/payouts/batches/${body.id}/approve`, {}, shop.checker);
    const settle = (items?: object[]) =>
      shop.ask('POST', `/api/payouts/batches/${body.id}/settle`, { items });
    expect((await settle()).body).toMatchObject({ state: 'settled' });
    const [item] = body.items;
    const otherwise = [{ id: item.id, outcome: 'paid', amount: left }];
    expect((await settle(otherwise)).body).toMatchObject({ state: 'settled', items: [{ state: 'paid' }] });
    expect((await settle(otherwise)).status).toBe(200);
    const [mismatch, ...others] = await list('state=open');
    expect(others).toEqual([]);
    expect(mismatch).toMatchObject({ itemId: item.id, reason: `${left} left in all, in place of 10.00` });
    expect(await broken()).toEqual([]);
    expect((await resolve(mismatch.id, decision)).status).toBe(200);
    expect(await shop.balance(ada)).toMatchObject({ payable, inPayout: '0.00' });
    expect(await shop.statusOf(ada.conversions[0] ?? 0)).toBe('paid');
    expect(await broken()).toEqual([]);
  },
);

test('people are told as long as a difference waits, and of batches that nobody knows of for an hour', async () => {
  const { payoutWatch } = shop.hub.deps.services;
  const alarms = async () => {
    await payoutWatch.check();
    return query<{ subject: string; message: string }>(
      shop.hub,
      sql`SELECT subject, message FROM ops_alarms WHERE resolved_at IS NULL AND subject LIKE 'payouts:%' ORDER BY subject`,
    );
  };
  expect(await alarms()).toEqual([]);
  const { batchId, mismatch } = await differing('9.00');
  expect(await alarms()).toEqual([
    {
      subject: 'payouts:mismatches',
      message:
        'Another amount than was owed left of 1 payment. Decide under Payouts whose the difference is.',
    },
  ]);
  await resolve(mismatch.id, 'shop');
  const unknown = (minutes: number) =>
    shop.hub.owner.execute(sql`
      UPDATE payout_batches SET state = 'unknown', attempted_at = now() - make_interval(mins => ${minutes}) WHERE id = ${batchId}`);
  await unknown(59);
  expect(await alarms()).toEqual([]);
  await unknown(61);
  expect(await alarms()).toMatchObject([
    {
      subject: 'payouts:unknown',
      message: expect.stringContaining(`Payout batch ${batchId} (manual): for more than an hour`),
    },
  ]);
  await shop.hub.owner.execute(sql`UPDATE payout_batches SET state = 'settled' WHERE id = ${batchId}`);
  expect(await alarms()).toEqual([]);
});
