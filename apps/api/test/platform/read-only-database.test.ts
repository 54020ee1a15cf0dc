import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@dreamteamhub/db/test';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, OPERATOR, signedIn, signIn } from '../support/operator.ts';
import { asVisitor, click, convert, count, newAffiliate, uuidv7 } from '../support/shop.ts';

/** What is promised is 2 s. A machine that does ten other things takes longer. */
const SEEN_WITHIN = { timeout: 6_000, interval: 50 };

let database: TestDatabase;
let hub: TestHub;
let pixelId: string;
let operator: Record<string, string>;
beforeEach(async () => {
  database = await createTestDatabase();
  hub = await startTestHub({ databaseUrl: database.url });
  await hub.deps.services.storefronts.allowOrigin('default', 'https://shop.example', COMMAND_LINE);
  ({ pixelId } = await newAffiliate(hub, 'linked'));
  await createOperator(hub);
  operator = await signedIn(hub);
  const product = { sku: 'SKU-1', name: 'Widget', stock: 100, threshold: 1 };
  await call(hub, { method: 'POST', url: '/api/inventory/products', body: product });
  expect(await follow()).toBe(302);
  await vi.waitUntil(async () => (await count(hub, sql`FROM aff_clicks`)) === 1);
});
afterEach(async () => {
  await hub.stop();
  await database.drop();
});

async function setReadOnly(isReadOnly: boolean): Promise<void> {
  const name = new URL(database.url).pathname.slice(1);
  const value = isReadOnly ? 'on' : 'off';
  await database.pool.query(
    `BEGIN READ WRITE; ALTER DATABASE ${name} SET default_transaction_read_only = ${value}; COMMIT`,
  );
}

const endConnections = () =>
  database.pool.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );

async function follow(remoteAddress = '198.51.100.7'): Promise<number> {
  const url = '/r/linked?to=/x';
  return (await hub.app.inject({ method: 'GET', url, headers: asVisitor, remoteAddress })).statusCode;
}

const readiness = async () => {
  const { statusCode, body } = await hub.app.inject({ method: 'GET', url: '/readyz' });
  return { status: statusCode, database: JSON.parse(body).checks.database };
};

/** One of each, with ids to send it again. */
const newEvents = () => {
  const visit = { pixelId, eventId: uuidv7(), visitorId: randomUUID() };
  const order = { pixelId, eventId: uuidv7(), orderId: randomUUID(), revenue: '10.00' };
  const sale = { lines: [{ sku: 'SKU-1', quantityDelta: -1, reason: 'sale' }], idempotencyKey: randomUUID() };
  return {
    click: () => click(hub, visit),
    order: () => convert(hub, order),
    stock: () => call(hub, { method: 'POST', url: '/api/inventory/stock', body: sale }),
    page: () => call(hub, { method: 'GET', url: '/api/affiliates', headers: operator }),
  };
};

async function statuses(events: ReturnType<typeof newEvents>): Promise<number[]> {
  return (await Promise.all(Object.values(events).map((send) => send()))).map(({ status }) => status);
}

const lostClicks = async () => {
  const lost = await hub.deps.metrics.registry.getSingleMetric('hub_click_spool_lost_total')?.get();
  return lost?.values.reduce((total, { value }) => total + value, 0);
};

/** Nothing that is sent may be refused, whichever connection it meets. */
async function expectHeld(): Promise<ReturnType<typeof newEvents>> {
  const events = newEvents();
  expect(await statuses(events)).toEqual([503, 503, 503, 503]);
  for (let visitor = 1; visitor <= 20; visitor++) expect(await follow(`198.51.100.${visitor}`)).toBe(302);
  const { spool, spoolReplayer } = hub.deps.domains.tracking;
  await vi.waitUntil(() => spool.pending === 20);
  expect(await spoolReplayer.replay()).toBe('interrupted');
  expect(spool.pending).toBe(20);
  expect(await lostClicks()).toBe(0);
  return events;
}

async function expectHealed(events: ReturnType<typeof newEvents>, before: Stored): Promise<void> {
  const { spool, spoolReplayer } = hub.deps.domains.tracking;
  await vi.waitFor(
    async () => expect(await readiness()).toEqual({ status: 200, database: 'ok' }),
    SEEN_WITHIN,
  );
  await vi.waitFor(async () => expect(await statuses(events)).toEqual([200, 200, 200, 200]), SEEN_WITHIN);
  await vi.waitUntil(async () => (await spoolReplayer.replay()) === 'done', { timeout: 10_000 });
  expect(spool.pending).toBe(0);
  expect(await lostClicks()).toBe(0);
  expect(await stored()).toEqual({
    clicks: before.clicks + 21,
    orders: before.orders + 1,
    stock: before.stock - 1,
  });
}

interface Stored extends Record<string, unknown> {
  clicks: number;
  orders: number;
  stock: number;
}

async function stored(): Promise<Stored> {
  const { rows } = await database.pool.query<Stored>(`
    SELECT (SELECT count(*)::integer FROM aff_clicks) AS clicks,
           (SELECT count(*)::integer FROM aff_attributions) AS orders, stock FROM inventory_products`);
  return rows[0] as Stored;
}

// A pooler goes on lending the sessions that it has, which may write: nobody behind it can tell, and nothing is refused.
const isPooled = inject('poolerUrl') !== null;

test.skipIf(isPooled)(
  'a database that is set to read-only under a running hub: not ready in time, no event lost, heals alone',
  async () => {
    expect(await statuses(newEvents())).toEqual([200, 200, 200, 200]);
    const before = await stored();
    await setReadOnly(true);
    // Connections from before may still write; whoever asks for readiness finds out, and ends that.
    await vi.waitFor(
      async () => expect(await readiness()).toEqual({ status: 503, database: 'read-only' }),
      SEEN_WITHIN,
    );
    const events = await expectHeld();
    await setReadOnly(false);
    await expectHealed(events, before);
  },
);

test('a database that comes back read-only: found by the first event, whether or not anybody asks', async () => {
  const before = await stored();
  await setReadOnly(true);
  await endConnections();
  await vi.waitFor(
    async () => expect(await statuses(newEvents())).toEqual([503, 503, 503, 503]),
    SEEN_WITHIN,
  );
  const events = await expectHeld();
  expect(await readiness()).toEqual({ status: 503, database: 'read-only' });
  await setReadOnly(false);
  await expectHealed(events, before);
});

test('nobody is signed out or refused as unknown while the database is read-only', async () => {
  await setReadOnly(true);
  await endConnections();
  await vi.waitFor(
    async () => expect(await statuses(newEvents())).toEqual([503, 503, 503, 503]),
    SEEN_WITHIN,
  );
  expect((await signIn(hub, OPERATOR)).statusCode).toBe(503);
  const session = await hub.app.inject({ method: 'GET', url: '/api/auth/get-session', headers: operator });
  expect(session.statusCode).toBe(503);
  await setReadOnly(false);
  await vi.waitFor(async () => expect((await signIn(hub, OPERATOR)).statusCode).toBe(200), SEEN_WITHIN);
});
