import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@dreamteamhub/db/test';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { asSecret, asVisitor, click, convert, newAffiliate, uuidv7 } from '../support/shop.ts';

/** Whatever PostgreSQL answers, raised by triggers under the real statements, as callers of the API see it. */

const WRITTEN = ['aff_clicks', 'aff_attributions', 'aff_refunds', 'inventory_events'];

const OF_THE_DATABASE = [
  ...['08000', '08003', '08006', '0A000', '25006', '25P02', '26000', '28000', '40001', '40P01', '42501'],
  ...['42601', '42703', '42883', '42P01', '42P05', '53000', '53100', '53200', '53300', '54000', '55000'],
  ...['55P03', '57014', '57P01', '57P02', '57P03', '58000', '58030', 'F0000', 'P0001', 'XX000', 'XX001'],
];

let database: TestDatabase;
let hub: TestHub;
let logged: string;
let pixelId: string;
let operator: Record<string, string>;
beforeAll(async () => {
  database = await createTestDatabase();
  hub = await startTestHub({
    databaseUrl: database.url,
    onLog: (line) => {
      logged += line;
    },
  });
  logged = '';
  ({ pixelId } = await newAffiliate(hub, 'partner'));
  await createOperator(hub);
  operator = await signedIn(hub);
  const product = { sku: 'SKU-1', name: 'Widget', stock: 1_000, threshold: 1 };
  expect((await call(hub, { method: 'POST', url: '/api/inventory/products', body: product })).status).toBe(
    201,
  );
  await database.pool.query(`
    CREATE TABLE raised (state text);
    GRANT SELECT ON raised TO PUBLIC;
    CREATE FUNCTION raise_state() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE wanted text := (SELECT state FROM raised);
    BEGIN
      IF wanted IS NOT NULL THEN RAISE EXCEPTION 'secret of the database' USING ERRCODE = wanted; END IF;
      RETURN NEW;
    END $$;
    ${WRITTEN.map((table) => `CREATE TRIGGER raises BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION raise_state();`).join('\n')}
  `);
});
afterAll(async () => {
  await hub.stop();
  await database.drop();
});

const raise = (state: string) =>
  database.pool.query('WITH gone AS (DELETE FROM raised) INSERT INTO raised VALUES ($1)', [state]);
const stopRaising = () => database.pool.query('DELETE FROM raised');
afterEach(stopRaising);

const post = (url: string, body: object, headers: Record<string, string> = asSecret) =>
  call(hub, { method: 'POST', url, body, headers });

/** The ways to write: each is called again with the same event, as callers do. */
const newEvents = () => {
  const visit = () => ({ pixelId, eventId: uuidv7(), visitorId: randomUUID() });
  const [alone, inTrpc, together] = [visit(), visit(), { events: [visit(), visit()] }];
  const sale = () => ({ pixelId, eventId: uuidv7(), orderId: randomUUID(), revenue: '10.00' });
  const [order, claim] = [sale(), sale()];
  const refund = { orderId: order.orderId, amount: '1.00', refundId: randomUUID() };
  const image = `/px.gif?p=${pixelId}&e=${uuidv7()}&v=${randomUUID()}`;
  const sold = [{ sku: 'SKU-1', quantityDelta: -1, reason: 'sale' }];
  const idempotencyKey = randomUUID();
  const adjust = '/api/inventory/products/SKU-1/adjust';
  return {
    click: () => click(hub, alone),
    pixel: async () => {
      const { statusCode, headers, body } = await hub.app.inject({
        method: 'GET',
        url: image,
        headers: asVisitor,
      });
      return { status: statusCode, headers, body };
    },
    clicks: () => post('/api/affiliates/track/clicks', together, { ...asVisitor, ...asSecret }),
    order: () => convert(hub, order),
    claim: () => convert(hub, claim, asVisitor),
    refund: () => post('/api/affiliates/refunds', refund),
    stock: () => post(adjust, { quantityDelta: -1, reason: 'sale' }),
    stockBatch: () => post('/api/inventory/stock', { lines: sold, idempotencyKey }),
    trpc: () => post('/trpc/tracking/tracking.recordClick', inTrpc, asVisitor),
  };
};

type Way = keyof ReturnType<typeof newEvents>;
const WAYS = Object.keys(newEvents()) as Way[];

describe.each(OF_THE_DATABASE)('%s is the fault of the database', (state) => {
  test('503 with a time to wait for everything that is written, and taken when it is over', async () => {
    const events = newEvents();
    await raise(state);
    for (const way of WAYS) {
      const refused = await events[way]();
      expect([way, refused.status], JSON.stringify(refused.body)).toEqual([way, 503]);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      expect(JSON.stringify(refused.body)).toContain('unavailable');
      expect(JSON.stringify(refused.body)).not.toContain('secret of the database');
    }
    await stopRaising();
    for (const way of WAYS) expect([way, (await events[way]()).status]).toEqual([way, 200]);
  });
});

describe('what no hub should meet, because it checks its input', () => {
  test.each(['22001', '22003', '22021', '22P02', '23502', '23514'])(
    '%s: 400 for a click, which can never be stored, and the log says so',
    async (state) => {
      const { click, trpc } = newEvents();
      await raise(state);
      for (const send of [click, trpc]) {
        logged = '';
        const refused = await send();
        expect(refused.status).toBe(400);
        expect(JSON.stringify(refused.body)).not.toContain('secret of the database');
        expect(logged).toContain('secret of the database');
      }
    },
  );

  test.each(['22003', '22021', '23502', '23503', '23505', '23514', '23P01'])(
    '%s: 500 for what is more than one row, so that it is sent again, and taken when that is over',
    async (state) => {
      const { click, order, refund, stock } = newEvents();
      const senders = /^(?:22|23502|23514)/.test(state) ? [order, stock] : [click, order, refund, stock];
      await raise(state);
      for (const send of senders) {
        const refused = await send();
        expect(refused.status).toBe(500);
        expect(JSON.stringify(refused.body)).not.toContain('secret of the database');
      }
      // Once a minute, however often it happens.
      expect(logged).toContain('secret of the database');
      await stopRaising();
      for (const send of senders) expect((await send()).status).toBe(200);
    },
  );

  test('in a batch, the click that cannot be stored is refused, and its neighbours are stored', async () => {
    await database.pool.query(
      `ALTER TABLE aff_clicks ADD CONSTRAINT poison CHECK (landing_page <> '/poison')`,
    );
    const visit = (landingPage: string) => ({
      pixelId,
      eventId: uuidv7(),
      visitorId: randomUUID(),
      landingPage,
    });
    const events = ['/a', '/poison', '/b'].map(visit);
    const { status, body } = await post(
      '/api/affiliates/track/clicks',
      { events },
      { ...asVisitor, ...asSecret },
    );
    await database.pool.query('ALTER TABLE aff_clicks DROP CONSTRAINT poison');
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { success: true },
      { success: false, error: { code: 'bad_request' } },
      { success: true },
    ]);
  });
});

describe('pages', () => {
  const page = () => call(hub, { method: 'GET', url: '/api/affiliates' });
  const own = () => call(hub, { method: 'GET', url: '/api/affiliates', headers: operator });

  test('503 while a table is missing, as between two migrations', async () => {
    await database.pool.query('ALTER TABLE affiliates RENAME TO elsewhere');
    const refused = await page();
    await database.pool.query('ALTER TABLE elsewhere RENAME TO affiliates');
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
    expect((await page()).status).toBe(200);
  });

  test('503 for the page whose connection an administrator ends, and the next one is served', async () => {
    const blocker = await database.pool.connect();
    await blocker.query('BEGIN; LOCK TABLE affiliates IN ACCESS EXCLUSIVE MODE');
    const waiting = page();
    const ended = () =>
      blocker.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()`);
    await vi.waitUntil(async () => ((await ended()).rowCount ?? 0) > 0, { timeout: 10_000 });
    expect((await waiting).status).toBe(503);
    await blocker.query('ROLLBACK');
    blocker.release();
    expect((await page()).status).toBe(200);
  });

  test('nobody is signed out because the database cannot say who it is', async () => {
    expect((await own()).status).toBe(200);
    await database.pool.query('ALTER TABLE auth_sessions RENAME TO elsewhere');
    const refused = await own();
    await database.pool.query('ALTER TABLE elsewhere RENAME TO auth_sessions');
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
    expect((await own()).status).toBe(200);
  });
});
