import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastOrder, refund } from '../ledger/money-in-hand.ts';
import { issueKey } from '../support/shop.ts';
import { openPayoutShop, type PayoutShop } from './payout-shop.ts';

let shop: PayoutShop;
beforeAll(async () => {
  shop = await openPayoutShop();
});
afterAll(() => shop.hub.stop());

let partners = 0;
const earner = (...amounts: string[]) => shop.earner(`asks-${++partners}`, ...amounts);
const request = (body: Record<string, unknown>) => shop.ask('POST', '/api/payouts/requests', body);
const reject = (id: number, reason = 'not yet') =>
  shop.ask('POST', `/api/payouts/requests/${id}/reject`, { reason });
const list = async (search = '') => (await shop.ask('GET', `/api/payouts/requests?${search}`)).body;

test('everything that is payable is reserved, and paid by the next batch whatever its minimum', async () => {
  const ada = await earner('10', '5');
  const { status, body } = await request({ affiliateId: ada.id, note: ' for the rent ' });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    ...{ storefront: 'default', affiliateId: ada.id, affiliateHandle: ada.handle, amount: '15.00' },
    ...{ currency: 'USD', state: 'requested', batchId: null, itemState: null, note: 'for the rent' },
    ...{ createdBy: 'olivia@shop.example', decidedAt: null, decidedBy: null, reason: null },
  });
  expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '15.00' });
  const drafted = await shop.ask('POST', '/api/payouts/batches', {
    ...{ rail: 'manual', currency: 'USD', affiliateIds: [ada.id], minimum: 100 },
  });
  expect(drafted.body).toMatchObject({ total: '15.00', items: [{ requestId: body.id }] });
  expect((await reject(body.id)).body.error.message).toBe(`this request is in batch ${drafted.body.id}`);
  await shop.ask('POST', `/api/payouts/batches/${drafted.body.id}/cancel`);
  expect((await list(`affiliateId=${ada.id}`))[0]).toMatchObject({ state: 'requested', batchId: null });
  expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '15.00' });
  const again = await shop.ask('POST', '/api/payouts/batches', {
    ...{ rail: 'manual', currency: 'USD', affiliateIds: [ada.id] },
  });
  await shop.ask('POST', `/api/payouts/batches/${again.body.id}/approve`, {}, shop.checker);
  await shop.ask('POST', `/api/payouts/batches/${again.body.id}/settle`);
  expect((await list('state=batched'))[0]).toMatchObject({
    ...{ id: body.id, batchId: again.body.id, itemState: 'paid' },
  });
  expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '0.00', paid: '15.00' });
  expect(await Promise.all(ada.conversions.map((id) => shop.statusOf(id)))).toEqual(['paid', 'paid']);
});

test('a part leaves the rest payable, pays no conversion as a whole, and is given back when it is rejected', async () => {
  const ada = await earner('10');
  const { body } = await request({ affiliateId: ada.id, amount: '4' });
  expect(await shop.balance(ada)).toMatchObject({ payable: '6.00', inPayout: '4.00' });
  const [id = 0] = ada.conversions;
  expect(
    (await shop.ask('POST', `/api/affiliates/conversions/${id}/mark-paid`)).body.error.message,
  ).toContain('its 10.00 is more than the 6.00 USD');
  expect(await reject(body.id, ' too early ')).toMatchObject({
    status: 200,
    body: { state: 'rejected', reason: 'too early', decidedBy: 'olivia@shop.example' },
  });
  expect(await shop.balance(ada)).toMatchObject({ payable: '10.00', inPayout: '0.00' });
  expect(await reject(body.id)).toMatchObject({ status: 409 });
  // Another one may follow.
  expect((await request({ affiliateId: ada.id })).status).toBe(201);
});

test('what was refunded after a request is paid off by it, and what is left of it is paid', async () => {
  const [ada, bob] = [await earner('80'), await earner('20')];
  const bobsOrder = lastOrder();
  const more = await shop.earnMore(ada, '10');
  const asked = await request({ affiliateId: ada.id });
  await refund(shop.hub, lastOrder(), '100');
  const bobs = await request({ affiliateId: bob.id });
  await refund(shop.hub, bobsOrder, '200');
  expect(await shop.balance(ada)).toMatchObject({ payable: '-10.00', inPayout: '90.00' });
  const draft = (body = {}) =>
    shop.ask('POST', '/api/payouts/batches', {
      ...{ rail: 'manual', currency: 'USD', affiliateIds: [ada.id, bob.id], ...body },
    });
  const wanted = {
    total: '80.00',
    items: [{ affiliateId: ada.id, amount: '80.00', requestId: asked.body.id }],
    leftOut: [{ affiliateId: bob.id, amount: '0.00', reason: 'belowMinimum' }],
  };
  expect((await draft({ dryRun: true })).body).toMatchObject(wanted);
  expect(await shop.balance(ada)).toMatchObject({ payable: '-10.00', inPayout: '90.00' });
  const { body: batch } = await draft();
  expect(batch).toMatchObject(wanted);
  expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '80.00' });
  await shop.ask('POST', `/api/payouts/batches/${batch.id}/approve`, {}, shop.checker);
  await shop.ask('POST', `/api/payouts/batches/${batch.id}/settle`);
  expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '0.00', paid: '80.00' });
  expect(await Promise.all([...ada.conversions, ...more].map((id) => shop.statusOf(id)))).toEqual([
    'paid',
    'paid',
  ]);
  // Nothing is left to pay: it is rejected, which pays off what is owed.
  expect(await reject(bobs.body.id)).toMatchObject({ status: 200 });
  expect(await shop.balance(bob)).toMatchObject({ payable: '0.00', inPayout: '0.00' });
  const { differences } = await new VerifyDao(shop.hub.deps.db).verify();
  expect(differences.filter(({ what }) => !what.endsWith('_30d'))).toEqual([]);
});

test('more than is payable, a second one, nothing, and nobody are refused in words', async () => {
  const ada = await earner('10');
  const refused = async (body: Record<string, unknown>) => {
    const { status, body: answer } = await request({ affiliateId: ada.id, ...body });
    return [status, answer.error.message];
  };
  expect(await refused({ amount: '10.01' })).toEqual([
    409,
    '$10.01 is more than the $10.00 that is payable to the affiliate',
  ]);
  expect(await refused({ amount: 0 })).toEqual([400, 'amount: must be above zero']);
  expect(await refused({ amount: '1.005' })).toEqual([400, expect.stringContaining('amount')]);
  expect(await refused({ currency: 'EUR' })).toEqual([409, 'nothing is payable to the affiliate in EUR']);
  expect((await request({ affiliateId: 999_999 })).status).toBe(404);
  const { body } = await request({ affiliateId: ada.id, amount: 3 });
  expect(await refused({ amount: 1 })).toEqual([
    409,
    `request ${body.id} of $3.00 waits already: reject it, or pay it first`,
  ]);
  expect((await reject(999_999)).status).toBe(404);
});

test('20 people who ask at once reserve it once', async () => {
  const ada = await earner('10');
  const answers = await Promise.all(Array.from({ length: 20 }, () => request({ affiliateId: ada.id })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
  expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '10.00' });
});

test('what is due is what reaches the minimum, and what waits is counted', async () => {
  const due = async () => (await shop.ask('GET', '/api/payouts/due')).body;
  const before = await due();
  const [ada, bob] = [await earner('40'), await earner('10')];
  const sums = ({ due: rows }: { due: { amount: string; affiliates: number }[] }) => [
    Number(rows[0]?.amount ?? 0),
    rows[0]?.affiliates ?? 0,
  ];
  const [amount = 0, affiliates = 0] = sums(before);
  expect(sums(await due())).toEqual([amount + 50, affiliates + 2]);
  await shop.ask('PUT', '/api/payouts/settings', { minimum: 25, password: 'correct horse battery' });
  const [first] = (await due()).due;
  expect(first).toMatchObject({ storefront: 'default', currency: 'USD', minimum: '25.00' });
  expect(Number(first.amount)).toBeGreaterThanOrEqual(40);
  await request({ affiliateId: bob.id });
  const drafted = await shop.ask('POST', '/api/payouts/batches', {
    ...{ rail: 'manual', currency: 'USD', affiliateIds: [ada.id] },
  });
  expect(await due()).toMatchObject({ requests: before.requests + 1, toApprove: before.toApprove + 1 });
  await shop.ask('POST', `/api/payouts/batches/${drafted.body.id}/approve`, {}, shop.checker);
  expect(await due()).toMatchObject({ toApprove: before.toApprove, toSubmit: before.toSubmit + 1 });
  expect((await shop.ask('GET', '/api/payouts/due?storefront=nowhere')).status).toBe(400);
});

test('a storefront’s key sees nothing of another one’s', async () => {
  await shop.hub.deps.services.storefronts.create(
    { slug: 'other', name: 'Other', currency: 'USD', allowedOrigins: [] },
    { kind: 'command_line', id: null, requestId: null, network: null, storefrontId: null },
  );
  const { key } = await issueKey(shop.hub, 'secret', { storefront: 'other', scopes: ['money:read'] });
  const by = { authorization: `Bearer ${key}` };
  for (const url of ['requests', 'mismatches', 'batches', 'items']) {
    expect((await shop.ask('GET', `/api/payouts/${url}`, undefined, by)).body).toEqual([]);
  }
  expect((await shop.ask('GET', '/api/payouts/due', undefined, by)).body).toMatchObject({
    due: [],
    requests: 0,
  });
});
