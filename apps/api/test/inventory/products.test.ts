import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let hub: TestHub;
let sku: string;
beforeAll(async () => {
  hub = await startTestHub();
});
beforeEach(async () => {
  sku = `A/B 100% ${randomUUID()}`;
  const body = { sku, name: 'Lamp', stock: 10, threshold: 3, unitPrice: '50' };
  const { status } = await call(hub, { method: 'POST', url: '/api/inventory/products', body });
  expect(status).toBe(201);
});
afterAll(() => hub.stop());

const address = () => `/api/inventory/products/${encodeURIComponent(sku)}`;
const edit = (body: Record<string, unknown>) => call(hub, { method: 'PATCH', url: address(), body });
const product = () => call(hub, { method: 'GET', url: address() });
const events = (search: Record<string, string>) =>
  call(hub, { method: 'GET', url: `/api/inventory/events?${new URLSearchParams(search)}` });

describe('one product', () => {
  test('is found by its SKU, whatever stands in it, and by one that reads the same', async () => {
    expect((await product()).body).toMatchObject({ sku, stock: 10, isLowStock: false });
    const { body } = await call(hub, {
      method: 'GET',
      url: `/api/inventory/products/${encodeURIComponent(` ${sku}\u200B`)}`,
    });
    expect(body.sku).toBe(sku);
  });

  test('is not found by a part of its SKU', async () => {
    const { status } = await call(hub, {
      method: 'GET',
      url: `/api/inventory/products/${encodeURIComponent(sku.slice(0, -1))}`,
    });
    expect(status).toBe(404);
  });
});

describe('an edit that says what it expects', () => {
  test('is made where that is so, in whatever decimals', async () => {
    const { status } = await edit({ threshold: 5, expected: { threshold: 3, unitPrice: 50 } });
    expect(status).toBe(200);
    expect((await product()).body).toMatchObject({ threshold: 5, unitPrice: '50.00' });
  });

  test('changes nothing where somebody else was faster', async () => {
    await edit({ threshold: 8 });
    const { status, body } = await edit({ threshold: 5, name: 'Desk lamp', expected: { threshold: 3 } });
    expect(status).toBe(409);
    expect(body.error.message).toMatch('threshold');
    expect((await product()).body).toMatchObject({ threshold: 8, name: 'Lamp' });
  });

  test('leaves alone what somebody else changed beside it', async () => {
    await edit({ name: 'Desk lamp' });
    await edit({ threshold: 5, expected: { threshold: 3 } });
    expect((await product()).body).toMatchObject({ threshold: 5, name: 'Desk lamp' });
  });

  test('knows none from something', async () => {
    await edit({ unitPrice: null });
    expect((await edit({ unitPrice: '1', expected: { unitPrice: '50' } })).status).toBe(409);
    expect((await edit({ unitPrice: '1', expected: { unitPrice: null } })).status).toBe(200);
    expect((await edit({ isArchived: true, expected: { isArchived: true } })).status).toBe(409);
  });
});

describe('movements', () => {
  const types = async (search: Record<string, string>) =>
    (await events({ sku, ...search })).body.map(({ eventType }: { eventType: string }) => eventType);

  test('of one type, and of a time', async () => {
    for (const [quantityDelta, reason] of [
      [-2, 'sale'],
      [5, 'restocked'],
      [-1, 'sale'],
    ] as const) {
      const body = { quantityDelta, reason };
      expect((await call(hub, { method: 'POST', url: `${address()}/adjust`, body })).status).toBe(200);
    }
    expect(await types({})).toEqual(['sale', 'restocked', 'sale', 'initial']);
    expect(await types({ eventType: 'sale' })).toEqual(['sale', 'sale']);
    const all = (await events({ sku })).body;
    const second = all[2].timestamp;
    expect(await types({ to: second })).toEqual(['initial']);
    expect(await types({ from: second, eventType: 'restocked' })).toEqual(['restocked']);
    expect(await types({ from: second })).toContain('sale');
  });

  test('of all products and one type are those of some days', async () => {
    const { status, body } = await events({ eventType: 'sale' });
    expect(status).toBe(400);
    expect(body.error.message).toMatch('SKU');
  });
});
