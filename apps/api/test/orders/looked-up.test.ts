import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret, issueKey, type NewAffiliate, newAffiliate } from '../support/shop.ts';

/** What pages look up by what they know: an order by the shop's id, an affiliate by the hub's. */

let hub: TestHub;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub();
  affiliate = await newAffiliate(hub, 'gadget-weekly', { commissionBps: 1250 });
});
afterAll(() => hub.stop());

const get = (url: string, headers: Record<string, string> = asSecret) =>
  call(hub, { method: 'GET', url, headers });
const post = (url: string, body: unknown) => call(hub, { method: 'POST', url, body, headers: asSecret });

test('an order is found by its whole id, in any spelling, and by no beginning of it', async () => {
  for (const orderId of ['100%_A', '100%_AB', '100xxA']) {
    expect((await post('/api/orders', { orderId, revenue: 10 })).status).toBe(201);
  }
  const named = async (orderId: string) =>
    (await get(`/api/orders?orderId=${encodeURIComponent(orderId)}`)).body.map(
      (order: { orderId: string }) => order.orderId,
    );
  expect(await named('100%_A')).toEqual(['100%_A']);
  expect(await named(' 100%_A\u200B')).toEqual(['100%_A']);
  expect(await named('100%')).toEqual([]);
  expect(await named('x'.repeat(255))).toEqual([]);
  expect((await get('/api/orders?orderId=100%25_A&storefront=none')).status).toBe(400);
  expect((await get('/api/orders?orderId=%20')).body.error.message).toMatch(/^orderId: /);
});

test('an affiliate is answered by its id as the list has it', async () => {
  const [listed] = (await get('/api/affiliates')).body;
  expect(listed.id).toBe(affiliate.id);
  expect(await get(`/api/affiliates/${affiliate.id}`)).toMatchObject({ status: 200, body: listed });
  expect(Object.keys((await get(`/api/affiliates/${affiliate.id}`)).body)).toEqual(Object.keys(listed));
  expect((await get('/api/affiliates/2000000000')).status).toBe(404);
  expect((await get('/api/affiliates/none')).body.error.message).toMatch(/^id: /);
  const { key } = await issueKey(hub, 'secret', { scopes: ['events:write'] });
  expect((await get(`/api/affiliates/${affiliate.id}`, { authorization: `Bearer ${key}` })).status).toBe(403);
});

test('a coupon code that is taken says whose it is', async () => {
  const other = await newAffiliate(hub, `partner-${randomUUID()}`);
  await post(`/api/affiliates/${affiliate.id}/codes`, { code: 'SAVE10' });
  expect((await post(`/api/affiliates/${other.id}/codes`, { code: 'save10' })).body.error.message).toBe(
    'code: "save10" belongs to another partner: gadget-weekly',
  );
});
