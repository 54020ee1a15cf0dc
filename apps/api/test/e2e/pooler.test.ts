import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import {
  findPgBouncer,
  isCurrent,
  NO_PGBOUNCER,
  type PgBouncer,
  startPgBouncer,
} from '@dreamteamhub/db/test/pgbouncer';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import {
  freePort,
  type LaunchedProduct,
  launchProduct,
  type Product,
  request,
  startProduct,
} from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { afterEach, beforeEach, expect, inject, type TestContext, test, vi } from 'vitest';
import { BROWSER } from '../support/hub-fixture.ts';

const NO_OLD_PGBOUNCER = 'needs a PgBouncer before 1.21 in PGBOUNCER_PATH';

let dataDir: DataDir;
let postgres: EmbeddedPostgres;
let database: DatabaseConnection;
let pooler: PgBouncer | undefined;
const running: LaunchedProduct[] = [];

beforeEach(async () => {
  dataDir = await makeDataDir(inject('templateDataDir'));
  postgres = await startEmbeddedPostgres({ dataDir: dataDir.path });
  database = connectDatabase({ connectionString: postgres.superuserUrl, maxConnections: 2 });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((product) => product.kill()));
  await pooler?.stop();
  pooler = undefined;
  await database.close();
  await postgres.stop();
  await dataDir.remove();
});

const seconds = (since: number) => (performance.now() - since) / 1_000;

async function launch(env: Record<string, string>): Promise<LaunchedProduct> {
  const product = launchProduct({ dataDir: dataDir.path, port: await freePort(), env });
  running.push(product);
  return product;
}

async function ended(product: LaunchedProduct): Promise<string> {
  await vi.waitFor(() => expect(product.hasExited()).toBe(true), { timeout: 60_000, interval: 50 });
  return product.output();
}

const migrationLocks = async () =>
  (await database.pool.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 7200101`))
    .rowCount;

async function through(
  context: TestContext,
  { old = false, settings = {} }: { old?: boolean; settings?: Record<string, string | number> } = {},
): Promise<string> {
  const binary = await findPgBouncer((version) => isCurrent(version) !== old);
  if (binary === null) return context.skip(old ? NO_OLD_PGBOUNCER : NO_PGBOUNCER);
  pooler = await startPgBouncer({ binary, databaseUrl: postgres.url, poolMode: 'transaction', settings });
  return pooler.url;
}

test('a start behind another process’ migrations says who that is, and stops when it is told to', async () => {
  // As the same role: of others, PostgreSQL tells less.
  const other = connectDatabase({ connectionString: postgres.ownerUrl, maxConnections: 1 });
  const holder = await other.pool.connect();
  await holder.query(`SET application_name = 'the-other-hub'`);
  await holder.query('SELECT pg_advisory_lock(7200101)');
  const product = await launch({ DATABASE_URL: postgres.ownerUrl });
  await vi.waitFor(() => expect(product.output()).toContain('waiting for the migration lock'), {
    timeout: 60_000,
  });
  expect(product.output()).toMatch(
    /process \d+ \(the-other-hub from 127\.0\.0\.1, idle for \d+ s\) holds it/,
  );
  const toldAt = performance.now();
  expect(await product.stop()).toBe(0);
  expect(seconds(toldAt)).toBeLessThan(1);
  expect(product.output()).not.toMatch(/Error|did not stop/);
  holder.release(true);
  await other.close();
});

test('a PgBouncer before 1.21 is refused by name, with or without a direct address', async (context) => {
  const url = await through(context, { old: true });
  for (const direct of [{}, { DATABASE_DIRECT_URL: postgres.url }]) {
    const output = await ended(await launch({ DATABASE_URL: url, ...direct }));
    expect(output).toContain(
      'DATABASE_URL leads to a connection pooler in transaction mode, and it mixes up',
    );
    expect(output).toContain('PgBouncer 1.21 or newer');
    expect(output).not.toContain('    at ');
  }
  // Nobody was left with the lock.
  expect(await migrationLocks()).toBe(0);
});

test('a pooler needs a direct address beside it, which is one', async (context) => {
  const url = await through(context);
  const alone = await ended(await launch({ DATABASE_URL: url }));
  expect(alone).toContain('Set DATABASE_DIRECT_URL to the address of PostgreSQL itself');
  const twice = await ended(await launch({ DATABASE_URL: url, DATABASE_DIRECT_URL: url }));
  expect(twice).toContain('DATABASE_DIRECT_URL leads to a connection pooler in transaction mode');
  const elsewhere = new URL('/postgres', postgres.url).href;
  const apart = await ended(await launch({ DATABASE_URL: url, DATABASE_DIRECT_URL: elsewhere }));
  expect(apart).toContain('lead to different databases');
});

test.for(['1', '2'])(
  '%s web processes take clicks and orders through PgBouncer',
  async (processes, context) => {
    // Fewer sessions than the hub has connections.
    const url = await through(context, { settings: { default_pool_size: 3 } });
    const env = {
      DATABASE_URL: url,
      DATABASE_DIRECT_URL: postgres.url,
      MIGRATION_DATABASE_URL: postgres.ownerUrl,
      WEB_CONCURRENCY: processes,
      SEED_SAMPLES: '0',
    };
    const product: Product = await startProduct({ dataDir: dataDir.path, env });
    running.push(product);
    const { body } = await request(product, 'POST', '/api/affiliates', { handle: 'known', name: 'Known' });
    const { pixelId } = body as { pixelId: string };
    const clicks = await Promise.all(
      Array.from({ length: 100 }, (_, visitor) =>
        fetch(`${product.origin}/api/affiliates/track/click`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'user-agent': BROWSER },
          body: JSON.stringify({ pixelId, visitorId: `v${visitor}` }),
        }).then(({ status }) => status),
      ),
    );
    expect(clicks).toEqual(clicks.map(() => 200));
    const order = await request(product, 'POST', '/api/affiliates/track/conversion', {
      pixelId,
      orderId: '1',
      revenue: '10.00',
    });
    expect(order.status).toBe(200);
    await vi.waitFor(
      async () => {
        const { body: listed } = await request(product, 'GET', '/api/affiliates');
        expect(listed).toMatchObject([{ clicks30d: 100, conversions30d: 1 }]);
      },
      { timeout: 30_000 },
    );
    // A commit wakes the workers, who listen on a session of their own.
    const listeners = await database.pool.query(
      `SELECT FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR query LIKE '%pg_listening_channels%'`,
    );
    expect(listeners.rowCount).toBeGreaterThan(0);
    expect(await migrationLocks()).toBe(0);
    const toldAt = performance.now();
    expect(await product.stop()).toBe(0);
    expect(seconds(toldAt)).toBeLessThan(13);
  },
);
