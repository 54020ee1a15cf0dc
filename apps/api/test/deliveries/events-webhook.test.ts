import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { type HubEvent, verifyWebhook } from '@dreamteamhub/sdk/webhooks';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readEnv } from '../../src/platform/env.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { goAlone } from '../support/payer.ts';
import { asVisitor, convert, count, newAffiliate } from '../support/shop.ts';

const SECRET = `whsec_${Buffer.alloc(32, 'test').toString('base64')}`;

let shop: SlackSink;
let hub: TestHub;
beforeEach(async () => {
  shop = await startSlackSink();
  hub = await startTestHub({
    works: true,
    env: { EVENTS_WEBHOOK_URL: shop.url, EVENTS_WEBHOOK_SECRET: SECRET },
  });
});
afterEach(async () => {
  await hub.stop();
  await shop.close();
});

/** The events that arrived, verified as a shop would; each once, however often it came. */
async function arrived(atLeast: number): Promise<HubEvent[]> {
  return vi.waitFor(async () => {
    const events = await Promise.all(
      shop.messages.map(({ headers, body }) =>
        verifyWebhook({ secret: SECRET, headers, body: JSON.stringify(body) }),
      ),
    );
    const unique = [...new Map(events.map((event) => [event.id, event])).values()];
    expect(unique.length).toBeGreaterThanOrEqual(atLeast);
    return unique;
  }, 20_000);
}

const post = (url: string, body: unknown = {}, headers?: Record<string, string>) =>
  call(hub, { method: 'POST', url, body, ...(headers === undefined ? {} : { headers }) });

/** Orders are numbered from here. */
const FIRST_ORDER_ID = 2_147_483_648;

test('an order’s life is told, step by step, and names nobody', async () => {
  await createOperator(hub);
  await goAlone(hub);
  const operator = await signedIn(hub);
  const affiliate = await newAffiliate(hub, 'tech-blog');
  const { pixelId } = affiliate;
  const { body } = await convert(hub, { pixelId, orderId: 'O-1', revenue: '99.99' });
  // Retried: the same order, the same event.
  await convert(hub, { pixelId, orderId: 'O-1', revenue: '99.99' });
  const steps = `/api/affiliates/conversions/${body.attributionId}`;
  await post(`${steps}/approve`, {}, operator);
  await post(`${steps}/mark-paid`, {}, operator);
  await post('/api/affiliates/refunds', { orderId: 'O-1', refundId: 're_1', amount: '9.99' });
  await post('/api/affiliates/refunds', { orderId: 'O-1', refundId: 're_1', amount: '9.99' });
  const events = await arrived(10);
  const told = new Map(events.map((event) => [event.type, event.data]));
  const order = {
    id: body.attributionId,
    affiliateId: affiliate.id,
    storefront: 'default',
    orderId: 'O-1',
    kind: 'verified',
    revenue: '99.99',
    commission: '10.00',
    currency: 'USD',
    clickId: null,
  };
  expect(events).toHaveLength(10);
  const placed = {
    id: FIRST_ORDER_ID,
    storefront: 'default',
    orderId: 'O-1',
    revenue: '99.99',
    currency: 'USD',
  };
  expect(told.get('order.recorded')).toEqual({
    ...placed,
    affiliateId: affiliate.id,
    orderedAt: expect.any(String),
    refunded: '0.00',
  });
  expect(told.get('order.refunded')).toEqual({
    ...placed,
    refunded: '9.99',
    refundId: 're_1',
    amount: '9.99',
    lines: [],
  });
  expect(told.get('conversion.recorded')).toEqual({
    ...order,
    status: 'pending',
    refunded: '0.00',
    commissionReversed: '0.00',
  });
  expect(told.get('conversion.approved')).toMatchObject({ ...order, status: 'approved' });
  expect(told.get('conversion.paid')).toMatchObject({ ...order, status: 'paid' });
  expect(told.get('payout.paid')).toEqual({
    ...{ id: expect.any(Number), batchId: expect.any(Number), reference: expect.any(String) },
    ...{ affiliateId: affiliate.id, storefront: 'default', amount: '10.00', currency: 'USD' },
    ...{ rail: 'manual', reason: null },
  });
  expect(told.get('conversion.refunded')).toEqual({
    ...order,
    status: 'paid',
    refunded: '9.99',
    commissionReversed: '1.00',
    refundId: 're_1',
    amount: '9.99',
  });
  expect(told.get('commission.accrued')).toMatchObject({ ...order, status: 'pending', amount: '10.00' });
  expect(told.get('commission.matured')).toMatchObject({ ...order, status: 'approved', amount: '10.00' });
  expect(told.get('commission.reversed')).toMatchObject({ ...order, status: 'paid', amount: '1.00' });
  expect(JSON.stringify(shop.messages.map(({ body }) => body))).not.toContain('tech-blog');
});

test('a claim is told, and that an operator vouched for it or voided it', async () => {
  await createOperator(hub);
  const operator = await signedIn(hub);
  const { pixelId } = await newAffiliate(hub, 'tech-blog');
  const claims = await Promise.all(
    ['O-1', 'O-2'].map((orderId) => convert(hub, { pixelId, orderId, revenue: 5 }, {})),
  );
  const [first, second] = claims.map(({ body }) => body.attributionId);
  await post(`/api/affiliates/conversions/${first}/verify`, {}, operator);
  await post(`/api/affiliates/conversions/${second}/void`, {}, operator);
  const types = (await arrived(5)).map(({ type }) => type).sort();
  expect(types).toEqual([
    'commission.accrued',
    'conversion.recorded',
    'conversion.recorded',
    'conversion.verified',
    'conversion.voided',
  ]);
});

test('low stock is told, and its end too, without asking for that', async () => {
  await post('/api/inventory/products', { sku: 'W-1', name: 'Widget', stock: 25, threshold: 20 });
  const put = (stock: number) =>
    call(hub, { method: 'PUT', url: '/api/inventory/products/W-1', body: { stock } });
  await put(18);
  await arrived(1);
  await put(60);
  await post('/api/ops/inventory/scan-now');
  const events = await arrived(2);
  expect(events.map(({ type, data }) => [type, data])).toEqual([
    ['stock.low', { items: [{ sku: 'W-1', name: 'Widget', stock: 18, threshold: 20 }], itemCount: 1 }],
    ['stock.restocked', { items: [{ sku: 'W-1', name: 'Widget', stock: 60, threshold: 20 }], itemCount: 1 }],
  ]);
});

test('a server that is away hears of it later, once', async () => {
  const { pixelId } = await newAffiliate(hub, 'tech-blog');
  shop.answerNext({ drop: true }, { status: 404 });
  // A claim: one event.
  await convert(hub, { pixelId, orderId: 'O-1', revenue: 5 }, asVisitor);
  await vi.waitFor(
    async () =>
      expect(
        await count(
          hub,
          sql`FROM deliveries WHERE channel = 'events' AND status = 'delivered' AND attempts = 3`,
        ),
      ).toBe(1),
    30_000,
  );
  expect(new Set(shop.messages.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  const { body } = await call(hub, { method: 'GET', url: '/api/alerts/deliveries?channel=events' });
  expect(body).toMatchObject([
    { kind: 'event', message: 'conversion.recorded', itemCount: 0, skus: [], status: 'delivered' },
  ]);
});

test('what is rolled back is not told', async () => {
  const { pixelId, id } = await newAffiliate(hub, 'tech-blog');
  await hub.owner.execute(sql`
    ALTER TABLE aff_daily_rollups ADD CONSTRAINT refused CHECK (affiliate_id <> ${sql.raw(String(id))}) NOT VALID`);
  expect((await convert(hub, { pixelId, orderId: 'O-1', revenue: 5 })).status).toBeGreaterThanOrEqual(500);
  expect(await count(hub, sql`FROM deliveries`)).toBe(0);
});

test('a test event says whether the server takes it', async () => {
  expect(await post('/api/ops/settings/test-events')).toMatchObject({
    status: 200,
    body: { success: true, message: 'Test event sent successfully' },
  });
  expect((await arrived(1))[0]).toMatchObject({ type: 'hub.tested', data: {} });
  shop.answerNext({ status: 500, body: 'broken' });
  expect(await post('/api/ops/settings/test-events')).toMatchObject({
    status: 502,
    body: { error: { code: 'delivery_failed', message: 'HTTP 500: broken' } },
  });
});

test('without a server nobody is told, and a test says why', async () => {
  const silent = await startTestHub();
  try {
    const { pixelId } = await newAffiliate(silent, 'tech-blog');
    expect((await convert(silent, { pixelId, orderId: 'O-1', revenue: 5 })).status).toBe(200);
    expect(await count(silent, sql`FROM deliveries`)).toBe(0);
    const answer = await call(silent, { method: 'POST', url: '/api/ops/settings/test-events', body: {} });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { message: 'EVENTS_WEBHOOK_URL is not set' } },
    });
  } finally {
    await silent.stop();
  }
});

test('an address without a secret, or a secret that is none, stops the start', () => {
  const url = { EVENTS_WEBHOOK_URL: 'https://shop.example/webhooks' };
  expect(() => readEnv(url)).toThrow('EVENTS_WEBHOOK_SECRET: is required');
  expect(() => readEnv({ ...url, EVENTS_WEBHOOK_SECRET: 'secret' })).toThrow(
    /EVENTS_WEBHOOK_SECRET: must be whsec_/,
  );
});
