import { randomUUID } from 'node:crypto';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let hub: TestHub;
let sku: string;
beforeAll(async () => {
  hub = await startTestHub();
});
beforeEach(() => {
  sku = `SKU-${randomUUID()}`;
});
afterAll(() => hub.stop());

const add = (extra: Record<string, unknown> = {}) =>
  call(hub, {
    method: 'POST',
    url: '/api/inventory/products',
    body: { sku, name: 'Widget', stock: 1, threshold: 3, ...extra },
  });
const at = (path = '', of = sku) => `/api/inventory/products/${encodeURIComponent(of)}${path}`;
const adjust = (quantityDelta: number, of = sku) =>
  call(hub, {
    method: 'POST',
    url: at('/adjust', of),
    body: { quantityDelta, reason: quantityDelta < 0 ? 'sale' : 'restocked' },
  });
const change = (body: Record<string, unknown>, of = sku) =>
  call(hub, { method: 'PATCH', url: at('', of), body });
const batch = (lines: unknown[]) =>
  call(hub, { method: 'POST', url: '/api/inventory/stock', body: { lines, allOrNothing: false } });
const product = async () =>
  (await call(hub, { method: 'GET', url: `/api/inventory/products?search=${encodeURIComponent(sku)}` }))
    .body[0];

describe('a product with backorders', () => {
  test('is sold below zero, is low, and comes back', async () => {
    expect((await add({ allowBackorder: true })).body).toMatchObject({ allowBackorder: true });
    expect((await adjust(-3)).body).toMatchObject({ stock: -2 });
    expect(await product()).toMatchObject({ stock: -2, isLowStock: true });
    expect((await adjust(1)).body).toMatchObject({ stock: -1 });
    expect((await adjust(5)).body).toMatchObject({ stock: 4 });
    expect((await new VerifyDao(hub.deps.db).verify()).differences).toEqual([]);
  });

  test('is sold below zero with a threshold of zero, and comes first among the urgent', async () => {
    await add({ allowBackorder: true, stock: 0, threshold: 0 });
    expect((await adjust(-2)).body).toMatchObject({ stock: -2 });
    const { body } = await call(hub, {
      method: 'GET',
      url: '/api/inventory/products?sort=urgency&lowStockOnly=true&limit=1',
    });
    expect(body[0]).toMatchObject({ sku, stock: -2, threshold: 0 });
    expect((await adjust(2)).body).toMatchObject({ stock: 0 });
  });

  test('is sold below zero in a batch, beside one that is not', async () => {
    await add({ allowBackorder: true });
    const plain = `${sku}-plain`;
    await call(hub, {
      method: 'POST',
      url: '/api/inventory/products',
      body: { sku: plain, name: 'Plain', stock: 1, threshold: 0 },
    });
    const lines = [
      { sku, quantityDelta: -4, reason: 'sale' },
      { sku: plain, quantityDelta: -4, reason: 'sale' },
    ];
    const { body } = await batch(lines);
    expect(body.lines.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['changed', 'refused']);
    expect(await product()).toMatchObject({ stock: -3 });
  });

  test('cannot lose them while units are owed', async () => {
    await add({ allowBackorder: true });
    await adjust(-3);
    const refused = await change({ allowBackorder: false });
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toBe('allowBackorder: 2 units are owed; count the stock first');
    await call(hub, { method: 'PUT', url: at(), body: { stock: 0 } });
    expect((await change({ allowBackorder: false })).body).toMatchObject({ allowBackorder: false });
  });

  test('is no way to a number that does not exist', async () => {
    await add({ allowBackorder: true });
    expect((await adjust(-1_000_000_001)).status).toBe(200);
    expect((await adjust(-1)).status).toBe(409);
  });
});

test('without backorders the stock stops at zero, as ever', async () => {
  await add();
  expect((await adjust(-2)).status).toBe(409);
  expect(await product()).toMatchObject({ stock: 1, allowBackorder: false });
});

describe('a SKU in any spelling', () => {
  test('with slashes and spaces lives in paths and bodies', async () => {
    sku = `TS/BLK/M ${randomUUID()}`;
    expect((await add()).status).toBe(201);
    expect((await adjust(1)).body).toMatchObject({ stock: 2 });
    expect((await change({ name: 'Shirt' })).body).toMatchObject({ sku, name: 'Shirt' });
  });

  test('look-alikes are one product, and the other is named', async () => {
    const id = randomUUID();
    sku = `LOOK ${id}`;
    await add();
    for (const alike of [`LOOK\u00A0${id}`, `LO\u200BOK ${id}`, ` LOOK ${id} `]) {
      const answer = await add({ sku: alike });
      expect(answer.status).toBe(409);
      expect(answer.body.error.message).toContain(`"LOOK ${id}"`);
      expect((await adjust(1, alike)).status).toBe(200);
    }
    expect(await product()).toMatchObject({ stock: 4 });
    expect(
      (await batch([{ sku: `LOOK\u00A0${id}`, quantityDelta: 1, reason: 'restocked' }])).status,
    ).toBeLessThan(500);
  });
});
