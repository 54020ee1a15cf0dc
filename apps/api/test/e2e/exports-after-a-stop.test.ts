import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectDatabase } from '@dreamteamhub/db';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type HubSession, openSession } from '@dreamteamhub/harness/hub-session.ts';
import { freePort, type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { AdminOutputs } from '@dreamteamhub/sdk/admin';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';

const ORDERS = 20_000;
/** The job queue misses a killed worker after 20 s at the earliest; a hub that starts looks for itself. */
const RESUMED_WITHIN_MILLISECONDS = 15_000;

let dataDir: DataDir;
let port: number;
let product: Product;
let me: HubSession;
beforeAll(async () => {
  dataDir = await makeDataDir(inject('templateDataDir'));
  port = await freePort();
  await start();
  me = await openSession(product.origin, dataDir.path);
  const connectionString = (await readFile(join(dataDir.path, 'database-url'), 'utf8')).trim();
  const { db, close } = connectDatabase({ connectionString });
  await db.execute(sql`
    INSERT INTO orders (storefront_id, order_id, currency, revenue, ordered_at)
    SELECT 1, 'ORD-' || n, 'USD', n, now() FROM generate_series(1, ${ORDERS}::integer) AS n`);
  await close();
});
afterAll(async () => {
  await product.stop();
  await dataDir.remove();
});

const start = async () => {
  product = await startProduct({ dataDir: dataDir.path, port, env: { SEED_SAMPLES: '0' } });
};
const stateOf = async (id: string) =>
  (await me.query('exports.getExport', { id })) as AdminOutputs['exports']['getExport'];
const fetchFile = (id: string) =>
  fetch(`${product.origin}/api/exports/${id}/file`, { headers: { cookie: me.cookie } });

test.each([
  ['killed', () => product.kill()],
  ['stopped', () => product.stop()],
])('an export whose hub is %s says so, and is written anew as soon as the hub is back', async (how, end) => {
  const { export: made } = (await me.change('exports.createExport', {
    ...{ list: 'orders', query: { search: how === 'killed' ? undefined : 'ORD-' } },
  })) as AdminOutputs['exports']['createExport'];
  const before = await vi.waitFor(
    async () => {
      const state = await stateOf(made.id);
      expect(state.rows).toBeGreaterThan(1_000);
      return state;
    },
    { timeout: 30_000, interval: 20 },
  );
  expect(before.status).toBe('running');
  await end();
  await start();
  const readyAt = Date.now();
  // What was written is no file, and does not count any more.
  const after = await stateOf(made.id);
  if (after.startedAt === before.startedAt) {
    expect(after).toMatchObject({ status: 'queued', rows: 0, bytes: 0, total: null });
  }
  expect((await fetchFile(made.id)).status).toBe(409);
  const again = await vi.waitFor(
    async () => {
      const state = await stateOf(made.id);
      expect(state.startedAt).not.toBe(before.startedAt);
      return Date.now();
    },
    { timeout: 120_000, interval: 50 },
  );
  expect(again - readyAt).toBeLessThan(RESUMED_WITHIN_MILLISECONDS);
  await vi.waitFor(async () => expect((await stateOf(made.id)).status).toBe('done'), {
    timeout: 120_000,
    interval: 200,
  });
  const file = await fetchFile(made.id);
  const lines = (await file.text()).trimEnd().split('\r\n');
  expect(new Set(lines).size).toBe(ORDERS + 1);
  expect(lines).toHaveLength(ORDERS + 1);
  // A stop is nothing that went wrong.
  expect(product.output()).not.toContain('"level":50');
});
