import { randomUUID } from 'node:crypto';
import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BUDGETS, connectionsOf } from '../../src/platform/budgets.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { click, convert, newAffiliate } from '../support/shop.ts';

/** Five seconds are promised; a machine that is busy with other tests may take twice as long. */
const IN_TIME_SECONDS = 10;

let hub: TestHub;
let connection: DatabaseConnection;
let holder: Pick<DatabaseConnection['pool'], 'query'> & { release(): void };
beforeEach(async () => {
  hub = await startTestHub({ patience: 1 });
  connection = connectDatabase({ connectionString: hub.databaseUrl, maxConnections: 1 });
  holder = await connection.pool.connect();
});
afterEach(async () => {
  holder.release();
  await connection.close();
  await hub.stop();
});

/** The answer, and how long it took. */
async function timed<Answer extends { status: number }>(work: Promise<Answer>) {
  const startedAt = performance.now();
  const answer = await work;
  return { ...answer, seconds: (performance.now() - startedAt) / 1_000 };
}

const lock = (table: string) => holder.query(`BEGIN; LOCK TABLE ${table}`);
const unlock = () => holder.query('ROLLBACK');
const get = (url: string) => timed(call(hub, { method: 'GET', url }));
const rows = async (table: string) =>
  (await holder.query(`SELECT count(*)::integer AS rows FROM ${table}`)).rows[0].rows;

async function newProduct(sku: string): Promise<void> {
  const body = { sku, name: 'Widget', stock: 100, threshold: 3 };
  expect((await call(hub, { method: 'POST', url: '/api/inventory/products', body })).status).toBe(201);
}
const changeStock = (sku: string, stock: number) =>
  timed(call(hub, { method: 'PUT', url: `/api/inventory/products/${sku}`, body: { stock } }));

test('while somebody has the table of affiliates, only what needs it is refused, and in time', async () => {
  const { pixelId } = await newAffiliate(hub, 'known');
  const paused = await newAffiliate(hub, 'paused');
  await holder.query(`UPDATE affiliates SET status = 'paused' WHERE pixel_id = $1`, [paused.pixelId]);
  await newProduct('SKU-1');
  for (const known of [pixelId, paused.pixelId])
    expect((await click(hub, { pixelId: known, visitorId: 'x' })).status).toBe(200);

  await lock('affiliates');
  // More orders, and more looks at affiliates, than there are connections for them.
  const orders = Array.from({ length: 25 }, () =>
    timed(convert(hub, { pixelId, orderId: randomUUID(), revenue: '10.00', eventId: randomUUID() })),
  );
  const pages = Array.from({ length: 12 }, () => get('/api/affiliates'));
  const unheardOf = timed(click(hub, { pixelId: 'px_unheardof', visitorId: 'x' }));
  const turns = [1, 2, 3, 4].map(async (turn) => {
    const visitorId = `visitor-${turn}`;
    const counted = await timed(click(hub, { pixelId, visitorId }));
    expect(counted).toMatchObject({ status: 200, body: { counted: true } });
    const notCounted = await timed(click(hub, { pixelId: paused.pixelId, visitorId }));
    expect(notCounted).toMatchObject({ status: 200, body: { counted: false, reason: 'paused' } });
    const sold = await changeStock('SKU-1', 100 - turn);
    expect(sold.status).toBe(200);
    for (const { seconds } of [counted, notCounted, sold]) expect(seconds).toBeLessThan(IN_TIME_SECONDS);
  });
  await Promise.all(turns);
  for (const answer of await Promise.all([...orders, ...pages, unheardOf])) {
    expect(answer.status).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.seconds).toBeLessThan(IN_TIME_SECONDS);
  }
  for (const url of ['/api/inventory/products', '/api/inventory/events', '/readyz']) {
    const page = await get(url);
    expect(page.status).toBe(200);
    expect(page.seconds).toBeLessThan(IN_TIME_SECONDS);
  }
  await unlock();

  expect(await rows('aff_attributions')).toBe(0);
  const order = { pixelId, orderId: randomUUID(), revenue: '10.00' };
  expect((await convert(hub, order)).status).toBe(200);
  expect((await click(hub, { pixelId: paused.pixelId, visitorId: 'later' })).body.reason).toBe('paused');
});

test('while somebody has the table of products, clicks, orders and affiliates are served', async () => {
  const { pixelId } = await newAffiliate(hub, 'known');
  await newProduct('SKU-1');
  await lock('inventory_products');
  const refused = Array.from({ length: 20 }, () => changeStock('SKU-1', 7));
  const looks = Array.from({ length: 12 }, () => get('/api/inventory/products'));
  expect((await timed(click(hub, { pixelId, visitorId: 'x' }))).status).toBe(200);
  expect((await convert(hub, { pixelId, orderId: '1', revenue: '10.00' })).status).toBe(200);
  for (const answer of await Promise.all([...refused, ...looks])) {
    expect(answer.status).toBe(503);
    expect(answer.seconds).toBeLessThan(IN_TIME_SECONDS);
  }
  expect((await get('/api/affiliates')).status).toBe(200);
  await unlock();
  expect((await holder.query('SELECT stock FROM inventory_products')).rows).toEqual([{ stock: 100 }]);
});

test('an order whose books are locked leaves nothing behind', async () => {
  const { pixelId } = await newAffiliate(hub, 'known');
  await lock('aff_rollup_deltas');
  const order = { pixelId, orderId: 'late', revenue: '10.00', eventId: randomUUID() };
  const late = await timed(convert(hub, order));
  expect(late).toMatchObject({ status: 503 });
  expect(late.seconds).toBeLessThan(IN_TIME_SECONDS);
  await unlock();
  for (const table of ['aff_attributions', 'aff_event_ids']) expect(await rows(table)).toBe(0);
  // Behind a pooler, the first retry may meet a statement that PostgreSQL gave up while it was being prepared.
  await vi.waitFor(
    async () => expect((await convert(hub, order)).body).toMatchObject({ success: true }),
    30_000,
  );
  expect(await rows('aff_attributions')).toBe(1);
});

test('web processes share out connections, and none goes without', () => {
  const each = (webConnections: number) =>
    (Object.keys(BUDGETS) as (keyof typeof BUDGETS)[]).map((name) => connectionsOf(name, webConnections));
  // clicks, lookups, orders, stock, pages, work
  expect(each(3)).toEqual([1, 2, 1, 1, 1, 1]);
  expect(each(12)).toEqual([1, 2, 3, 2, 5, 1]);
  expect(each(20)).toEqual([1, 2, 5, 4, 8, 1]);
  for (const { limits } of Object.values(BUDGETS)) {
    expect(limits.lockMilliseconds).toBeLessThanOrEqual(limits.statementMilliseconds);
  }
  for (const name of ['orders', 'stock', 'pages'] as const) {
    const { waitMilliseconds, lockMilliseconds } = BUDGETS[name].limits;
    expect(waitMilliseconds + lockMilliseconds).toBeLessThan(5_000);
  }
});
