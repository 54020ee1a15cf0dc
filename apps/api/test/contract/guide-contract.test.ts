import { afterAll, beforeAll, expect, test } from 'vitest';
import { BROWSER, call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

// The migration guide's requests, body for body, in the guide's order: each test uses what the ones before it made.
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
const instant = expect.stringMatching(INSTANT);
const asPage = { 'user-agent': BROWSER };

let pixelId: string;

test('POST /api/affiliates', async () => {
  const { status, body } = await call(hub, {
    method: 'POST',
    url: '/api/affiliates',
    body: { handle: 'tech-blog-2025', name: 'Tech Blog Network', status: 'active' },
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    id: 1,
    handle: 'tech-blog-2025',
    name: 'Tech Blog Network',
    status: 'active',
    pixelId: expect.stringMatching(UUID),
    revenue30d: '0.00',
    clicks30d: 0,
    conversions30d: 0,
    createdAt: instant,
  });
  pixelId = body.pixelId;
});

test('POST /api/affiliates a second time is 409', async () => {
  const { status, body } = await call(hub, {
    method: 'POST',
    url: '/api/affiliates',
    body: { handle: 'tech-blog-2025', name: 'Another name' },
  });
  expect(status).toBe(409);
  expect(body.error).toMatchObject({ code: 'conflict', message: expect.stringContaining('handle') });
});

test('POST /api/affiliates/track/click', async () => {
  const { status, body } = await call(hub, {
    method: 'POST',
    url: '/api/affiliates/track/click',
    body: { pixelId, landingPage: '/products/widget-pro', referrer: 'https://techblog.example.com' },
    headers: asPage,
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({ success: true, clickId: expect.any(Number), counted: true });
});

test('POST /api/affiliates/track/conversion', async () => {
  const request = {
    method: 'POST',
    url: '/api/affiliates/track/conversion',
    body: { pixelId, orderId: 'ORD-2025-11-06-001', revenue: 99.99, commission: 9.99 },
  } as const;
  const { status, body } = await call(hub, request);
  expect(status).toBe(200);
  expect(body).toEqual({ success: true, attributionId: expect.any(Number) });
  // "Returns 409 Conflict if order already attributed"
  const again = await call(hub, request);
  expect(again.status).toBe(409);
  expect(again.body.error).toMatchObject({
    code: 'conflict',
    details: { attributionId: body.attributionId },
  });
  const { body: conversions } = await call(hub, { method: 'GET', url: '/api/affiliates/conversions' });
  expect(conversions).toHaveLength(1);
  expect(conversions[0]).toMatchObject({ revenue: '99.99', commission: '9.99', kind: 'verified' });
});

test('GET /api/affiliates', async () => {
  await hub.deps.services.affiliates.refreshMetrics();
  const { status, body, headers } = await call(hub, { method: 'GET', url: '/api/affiliates' });
  expect(status).toBe(200);
  expect(headers['content-type']).toMatch(/^application\/json/);
  expect(body).toEqual([
    expect.objectContaining({
      id: 1,
      handle: 'tech-blog-2025',
      name: 'Tech Blog Network',
      pixelId,
      revenue30d: '99.99',
      clicks30d: 1,
      conversions30d: 1,
      status: 'active',
    }),
  ]);
});

test('POST /api/inventory/products', async () => {
  const request = {
    method: 'POST',
    url: '/api/inventory/products',
    body: {
      sku: 'WIDGET-PRO-001',
      name: 'Widget Pro 2025',
      stock: 100,
      threshold: 20,
      unitPrice: 49.99,
      supplier: 'WidgetCo Inc',
    },
  } as const;
  const { status, body } = await call(hub, request);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    id: 1,
    sku: 'WIDGET-PRO-001',
    name: 'Widget Pro 2025',
    stock: 100,
    threshold: 20,
    unitPrice: '49.99',
    supplier: 'WidgetCo Inc',
    lastRestocked: null,
  });
  const again = await call(hub, request);
  expect(again.status).toBe(409);
  expect(again.body.error.message).toContain('sku');
});

test('GET /api/inventory/products', async () => {
  const { status, body } = await call(hub, { method: 'GET', url: '/api/inventory/products' });
  expect(status).toBe(200);
  expect(body).toEqual([
    expect.objectContaining({
      id: 1,
      sku: 'WIDGET-PRO-001',
      name: 'Widget Pro 2025',
      stock: 100,
      threshold: 20,
      unitPrice: '49.99',
      supplier: 'WidgetCo Inc',
      isLowStock: false,
    }),
  ]);
});

test('PUT /api/inventory/products/:sku', async () => {
  const { status, body } = await call(hub, {
    method: 'PUT',
    url: '/api/inventory/products/WIDGET-PRO-001',
    body: { stock: 150 },
  });
  expect(status).toBe(200);
  expect(body).toEqual({
    id: 1,
    sku: 'WIDGET-PRO-001',
    stock: 150,
    message: 'Stock updated successfully',
  });
});

test('PUT /api/inventory/products/:sku of an unknown SKU is 404', async () => {
  const { status, body } = await call(hub, {
    method: 'PUT',
    url: '/api/inventory/products/NOBODY-001',
    body: { stock: 150 },
  });
  expect(status).toBe(404);
  expect(body.error).toMatchObject({ code: 'not_found', message: expect.stringContaining('sku') });
});

test('a SKU with a space, a percent sign and an umlaut fits into the path', async () => {
  const sku = 'MÜSLI 50% BIO';
  const body = { sku, name: sku, stock: 5, threshold: 1 };
  expect((await call(hub, { method: 'POST', url: '/api/inventory/products', body })).status).toBe(201);
  const url = `/api/inventory/products/${encodeURIComponent(sku)}`;
  const changed = await call(hub, { method: 'PUT', url, body: { stock: 6 } });
  expect(changed).toMatchObject({ status: 200, body: { sku, stock: 6 } });
});

test('POST /api/ops/inventory/scan-now', async () => {
  await call(hub, {
    method: 'PUT',
    url: '/api/inventory/products/WIDGET-PRO-001',
    body: { stock: 18 },
  });
  const { status, body } = await call(hub, { method: 'POST', url: '/api/ops/inventory/scan-now' });
  expect(status).toBe(200);
  expect(body).toEqual({
    success: true,
    message: 'Scan initiated',
    timestamp: instant,
    lowStockItems: [{ sku: 'WIDGET-PRO-001', stock: 18, threshold: 20 }],
    lowStockCount: 1,
  });
});

test('GET /api/inventory/events', async () => {
  const { status, body } = await call(hub, {
    method: 'GET',
    url: '/api/inventory/events?sku=WIDGET-PRO-001&limit=10',
  });
  expect(status).toBe(200);
  expect(body.map((event: { eventType: string }) => event.eventType)).toEqual([
    'low_stock',
    'adjusted',
    'restocked',
    'initial',
  ]);
  for (const event of body) {
    expect(event).toMatchObject({ id: expect.any(Number), sku: 'WIDGET-PRO-001', timestamp: instant });
  }
  // The announcement repeats the movement that caused it.
  const levels = { oldStock: 150, newStock: 18, quantityDelta: -132 };
  expect(body[0]).toMatchObject({ ...levels, metadata: { alertSent: false, notifiers: [] } });
  expect(body[1]).toMatchObject(levels);
});
