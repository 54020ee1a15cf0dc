import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { count, query } from '../support/shop.ts';

const MAX_INTEGER = 2_147_483_647;

let hub: TestHub;
let sku: string;
beforeAll(async () => {
  hub = await startTestHub();
});
beforeEach(async () => {
  sku = `SKU-${randomUUID()}`;
  await add({ stock: 10, threshold: 3 });
});
afterAll(() => hub.stop());

async function add(extra: Record<string, unknown> = {}) {
  const body = { sku, name: `Widget ${sku}`, stock: 10, threshold: 3, ...extra };
  const answer = await call(hub, { method: 'POST', url: '/api/inventory/products', body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}

const setStock = (body: { stock: number; expectedStock?: number }) =>
  call(hub, { method: 'PUT', url: `/api/inventory/products/${sku}`, body });

const adjust = (quantityDelta: number, reason = 'sale') =>
  call(hub, {
    method: 'POST',
    url: `/api/inventory/products/${sku}/adjust`,
    body: { quantityDelta, reason },
  });

async function product() {
  const { body } = await call(hub, { method: 'GET', url: `/api/inventory/products?search=${sku}` });
  return body[0];
}

async function lastEvent() {
  const { body } = await call(hub, { method: 'GET', url: `/api/inventory/events?sku=${sku}&limit=1` });
  return body[0];
}

/** Stock is the sum of its movements; announcements move nothing. */
async function expectBooksToBalance() {
  const [row] = await query(
    hub,
    sql`SELECT stock, (SELECT sum(quantity_delta)::integer FROM inventory_events AS event
                       WHERE event.sku = product.sku AND event_type <> 'low_stock') AS moved
        FROM inventory_products AS product WHERE sku = ${sku}`,
  );
  expect(row?.moved).toBe(row?.stock);
}

describe('setting the stock', () => {
  test.each([
    [25, 'restocked', 15],
    [4, 'adjusted', -6],
    [10, 'adjusted', 0],
    [0, 'adjusted', -10],
    [MAX_INTEGER, 'restocked', MAX_INTEGER - 10],
  ])('to %i is one %s movement', async (stock, eventType, quantityDelta) => {
    expect((await setStock({ stock })).body).toMatchObject({ sku, stock });
    const { body } = await call(hub, { method: 'GET', url: `/api/inventory/events?sku=${sku}` });
    const movements = body.filter((event: { eventType: string }) => event.eventType !== 'low_stock');
    expect(movements).toHaveLength(2);
    expect(movements[0]).toMatchObject({ eventType, oldStock: 10, newStock: stock, quantityDelta });
    await expectBooksToBalance();
  });

  test('a restock stamps lastRestocked with its movement’s time, a correction does not', async () => {
    await setStock({ stock: 4 });
    expect((await product()).lastRestocked).toBeNull();
    await setStock({ stock: 40 });
    const { timestamp } = await lastEvent();
    expect((await product()).lastRestocked).toBe(timestamp);
    await adjust(-1);
    expect((await product()).lastRestocked).toBe(timestamp);
    await adjust(5, 'restocked');
    expect((await product()).lastRestocked).toBe((await lastEvent()).timestamp);
  });

  test('expectedStock guards it', async () => {
    const refused = await setStock({ stock: 50, expectedStock: 11 });
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('expectedStock'),
      details: { stock: 10 },
    });
    expect((await product()).stock).toBe(10);
    expect((await setStock({ stock: 50, expectedStock: 10 })).status).toBe(200);
    // Zero is a level to expect, too.
    await setStock({ stock: 0 });
    expect((await setStock({ stock: 5, expectedStock: 0 })).status).toBe(200);
  });

  test('of 20 writers that expect the same level, one wins', async () => {
    const statuses = (
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => setStock({ stock: 100 + index, expectedStock: 10 })),
      )
    ).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
    await expectBooksToBalance();
  });
});

describe('adjusting the stock', () => {
  test.each(['sale', 'return', 'restocked', 'adjusted', 'damaged'])(
    '%s is written as its reason',
    async (reason) => {
      const delta = reason === 'return' || reason === 'restocked' ? 2 : -2;
      expect((await adjust(delta, reason)).body.stock).toBe(10 + delta);
      expect(await lastEvent()).toMatchObject({
        eventType: reason,
        oldStock: 10,
        newStock: 10 + delta,
        quantityDelta: delta,
      });
    },
  );

  test('never goes below zero', async () => {
    const refused = await adjust(-11);
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({ code: 'conflict', details: { stock: 10 } });
    expect((await adjust(-10)).body.stock).toBe(0);
    expect((await adjust(-1)).status).toBe(409);
    await expectBooksToBalance();
  });

  test('never leaves the range of the database', async () => {
    expect((await adjust(MAX_INTEGER, 'restocked')).status).toBe(409);
    expect((await adjust(MAX_INTEGER - 10, 'restocked')).body.stock).toBe(MAX_INTEGER);
    expect((await adjust(1, 'restocked')).status).toBe(409);
    expect((await adjust(-MAX_INTEGER)).body.stock).toBe(0);
    await expectBooksToBalance();
  });

  test('30 buyers of the last 10 leave none below zero', async () => {
    const statuses = (await Promise.all(Array.from({ length: 30 }, () => adjust(-1)))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.filter((status) => status === 409)).toHaveLength(20);
    expect((await product()).stock).toBe(0);
    await expectBooksToBalance();
  });

  test('20 parallel writers keep the stock the sum of its movements', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.record({ delta: fc.integer({ min: -30, max: 30 }).filter((delta) => delta !== 0) }),
            fc.record({ level: fc.integer({ min: 0, max: 60 }) }),
          ),
          { minLength: 20, maxLength: 20 },
        ),
        async (writes) => {
          const answers = await Promise.all(
            writes.map((write) =>
              'delta' in write ? adjust(write.delta, 'adjusted') : setStock({ stock: write.level }),
            ),
          );
          expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
          await expectBooksToBalance();
          expect((await product()).stock).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 10 },
    );
    // Each movement begins where the one before it ended.
    const gaps = await count(
      hub,
      sql`FROM (SELECT old_stock, lag(new_stock) OVER (ORDER BY id) AS before FROM inventory_events
                WHERE sku = ${sku} AND event_type <> 'low_stock') AS history
          WHERE before IS DISTINCT FROM old_stock AND before IS NOT NULL`,
    );
    expect(gaps).toBe(0);
  });
});

describe('products', () => {
  const patch = (body: Record<string, unknown>) =>
    call(hub, { method: 'PATCH', url: `/api/inventory/products/${sku}`, body });

  test('an archived one is out of lists and its stock cannot change, until it is back', async () => {
    expect((await patch({ isArchived: true })).body.isArchived).toBe(true);
    for (const answer of [await setStock({ stock: 1 }), await adjust(-1)]) expect(answer.status).toBe(404);
    expect(await product()).toBeUndefined();
    const archived = await call(hub, {
      method: 'GET',
      url: `/api/inventory/products?search=${sku}&includeArchived=true`,
    });
    expect(archived.body).toMatchObject([{ sku, isArchived: true, stock: 10 }]);
    expect((await patch({ isArchived: false })).body.isArchived).toBe(false);
    expect((await setStock({ stock: 1 })).status).toBe(200);
  });

  test('edits change what is given and nothing else', async () => {
    await patch({ unitPrice: '9.90', supplier: 'WidgetCo' });
    const before = await product();
    expect(before).toMatchObject({ unitPrice: '9.90', supplier: 'WidgetCo', stock: 10 });
    expect((await patch({})).body).toEqual(before);
    expect((await patch({ unitPrice: null, supplier: null, name: 'New' })).body).toEqual({
      ...before,
      unitPrice: null,
      supplier: null,
      name: 'New',
    });
    expect((await patch({ stock: 99 })).status).toBe(400);
  });

  test('low means below the threshold, and lowStockOnly lists just that', async () => {
    const low = async () => {
      const { body } = await call(hub, {
        method: 'GET',
        url: `/api/inventory/products?lowStockOnly=1&search=${sku}`,
      });
      return body.length;
    };
    await setStock({ stock: 3 });
    expect([(await product()).isLowStock, await low()]).toEqual([false, 0]);
    await setStock({ stock: 2 });
    expect([(await product()).isLowStock, await low()]).toEqual([true, 1]);
    await patch({ threshold: 0 });
    await setStock({ stock: 0 });
    expect([(await product()).isLowStock, await low()]).toEqual([false, 0]);
  });

  test('search finds by SKU or name, in any case, and takes wildcards literally', async () => {
    sku = `100%_${randomUUID()}`;
    await add({ name: 'Back\\slash Box' });
    const found = async (search: string) => {
      const query = new URLSearchParams({ search });
      const { body } = await call(hub, { method: 'GET', url: `/api/inventory/products?${query}` });
      return body.map((row: { sku: string }) => row.sku);
    };
    for (const search of ['100%_', 'BACK\\SLASH', 'slash b']) expect(await found(search)).toEqual([sku]);
    expect(await found('100_%')).toEqual([]);
  });
});
