import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectDatabase } from '@dreamteamhub/db';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { freePort, type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { deliveriesDrill } from './deliveries-drill.ts';
import { POINTS } from './delivery-points.ts';
import { DrillSite } from './site.ts';

const ALERT = '⚠️ Low Stock Alert: CRASH-1 (Crash Widget) - Stock: 3 / Threshold: 20';

let slack: SlackSink;
let dataDir: DataDir;
const running: Product[] = [];

beforeEach(async () => {
  slack = await startSlackSink();
  dataDir = await makeDataDir(inject('templateDataDir'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((product) => product.stop()));
  await slack.close();
  await dataDir.remove();
});

async function start(env: Record<string, string> = {}, port?: number): Promise<Product> {
  const product = await startProduct({
    dataDir: dataDir.path,
    timings: 'short',
    env: { SEED_SAMPLES: '0', SLACK_WEBHOOK_URL: slack.url, ...env },
    ...(port === undefined ? {} : { port }),
  });
  running.push(product);
  return product;
}

async function dropStock(product: Product): Promise<void> {
  await request(product, 'POST', '/api/inventory/products', {
    sku: 'CRASH-1',
    name: 'Crash Widget',
    stock: 25,
    threshold: 20,
  });
  expect((await request(product, 'PUT', '/api/inventory/products/CRASH-1', { stock: 3 })).status).toBe(200);
}

/** Waits until scans had several chances to announce the same thing again. */
async function scanAgain(product: Product): Promise<void> {
  for (let round = 0; round < 5; round++) {
    expect((await request(product, 'POST', '/api/ops/inventory/scan-now')).status).toBe(200);
  }
}

test('a hub killed between the stock change and its delivery sends the alert once after the restart', async () => {
  // This process takes requests and works on no job: what it committed is all there is when it dies.
  const front = await start({ ROLE: 'api' });
  await dropStock(front);
  await front.kill();
  expect(slack.messages).toHaveLength(0);

  const killedAt = Date.now();
  const hub = await start();
  const [message] = await slack.waitForMessages(1, 75_000);
  expect(Date.now() - killedAt).toBeLessThan(75_000);
  expect(message?.body.text).toBe(ALERT);
  await scanAgain(hub);
  expect(slack.messages).toHaveLength(1);
});

test('a worker killed at any point of a delivery: nothing is lost, and twice comes only what nobody could know', async () => {
  const site = await DrillSite.open({ template: inject('templateDataDir'), timings: 'short' });
  try {
    const { findings, rows } = await deliveriesDrill(site, 1);
    // A busy machine delivers late, and then two at a time: how far apart they are is for the real drill to say.
    expect(findings.filter((finding) => !finding.startsWith('two messages came within'))).toEqual([]);
    expect(rows.map(([point, kills]) => [point, kills])).toEqual(POINTS.map((point) => [point, 1]));
  } finally {
    await site.close();
  }
});

test('two processes that scan one database announce a SKU and level once', async () => {
  const first = await start({ SCAN_INTERVAL_SECONDS: '1' });
  const url = (await readFile(join(dataDir.path, 'database-url'), 'utf8')).trim();
  const second = await start({ SCAN_INTERVAL_SECONDS: '1', DATABASE_URL: url }, await freePort());
  // Low from the start: only scans can find it.
  await request(first, 'POST', '/api/inventory/products', {
    sku: 'CRASH-1',
    name: 'Crash Widget',
    stock: 3,
    threshold: 20,
  });
  await slack.waitForMessages(1, 30_000);
  await Promise.all(Array.from({ length: 10 }, (_, index) => scanAgain(index % 2 === 0 ? first : second)));

  const { db, close } = connectDatabase({ connectionString: url });
  const { rows } = await db.execute(
    sql`SELECT sku, new_stock, count(*)::integer AS announced FROM inventory_events
        WHERE event_type = 'low_stock' GROUP BY sku, new_stock`,
  );
  await close();
  expect(rows).toEqual([{ sku: 'CRASH-1', new_stock: 3, announced: 1 }]);
  expect(slack.messages).toHaveLength(1);
  // The guest of the database leaves first.
  expect(await second.stop()).toBe(0);
  expect(await first.stop()).toBe(0);
});
