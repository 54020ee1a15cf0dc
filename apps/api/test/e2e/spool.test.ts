import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { StorefrontService } from '../../src/domains/storefronts/storefront-service.ts';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { BROWSER } from '../support/hub-fixture.ts';

let dataDir: DataDir;
let postgres: EmbeddedPostgres;
let proxy: FaultProxy;
let database: DatabaseConnection;
const running: Product[] = [];

beforeEach(async () => {
  dataDir = await makeDataDir(inject('templateDataDir'));
  postgres = await startEmbeddedPostgres({ dataDir: dataDir.path });
  proxy = await startFaultProxy(postgres.ownerUrl);
  database = connectDatabase({ connectionString: postgres.ownerUrl, maxConnections: 1 });
});
afterEach(async () => {
  proxy.restore();
  await Promise.all(running.splice(0).map((product) => product.stop()));
  await database.close();
  await proxy.close();
  await postgres.stop();
  await dataDir.remove();
});

async function start(): Promise<Product> {
  const env = { DATABASE_URL: proxy.url, ROLE: 'api', SEED_SAMPLES: '0' };
  const product = await startProduct({ dataDir: dataDir.path, env });
  running.push(product);
  return product;
}

async function follow(product: Product): Promise<void> {
  const answer = await fetch(`${product.origin}/r/linked?to=/x`, {
    redirect: 'manual',
    headers: { 'user-agent': BROWSER },
  });
  expect(answer.status).toBe(302);
}

async function storedClicks(): Promise<number> {
  const { rows } = await database.db.execute<{ total: number }>(
    sql`SELECT count(*)::integer AS total FROM aff_clicks`,
  );
  return rows[0]?.total ?? -1;
}

/** Lines of the spool's files, written to the end. */
async function spooledClicks(): Promise<number> {
  const directory = join(dataDir.path, 'click-spool');
  const names = await readdir(directory).catch(() => []);
  const texts = await Promise.all(
    names.map((name) => readFile(join(directory, name), 'utf8').catch(() => '')),
  );
  return texts.join('').split('\n').length - 1;
}

test('clicks of visitors who were sent on during an outage survive a kill -9', async () => {
  const first = await start();
  await new StorefrontService({ db: database.db, hubTimeZone: 'UTC' }).allowOrigin(
    'default',
    'https://shop.example',
    COMMAND_LINE,
  );
  const created = await request(first, 'POST', '/api/affiliates', { handle: 'linked', name: 'Linked' });
  expect(created.status).toBe(201);
  await follow(first);
  // On a busy machine it is not stored within the visitor's patience, and comes by the spool.
  await expect.poll(storedClicks, { timeout: 60_000, interval: 100 }).toBe(1);
  await expect.poll(spooledClicks, { timeout: 10_000 }).toBe(0);

  proxy.stall();
  await Promise.all(Array.from({ length: 20 }, () => follow(first)));
  // On a busy disk visitors are sent on before their lines are written; a kill then loses them, as documented.
  await expect.poll(spooledClicks, { timeout: 30_000 }).toBe(20);
  await first.kill();
  proxy.cut();
  proxy.restore();
  expect(await storedClicks()).toBe(1);

  const second = await start();
  await expect.poll(storedClicks, { timeout: 60_000, interval: 100 }).toBe(21);
  await expect.poll(spooledClicks, { timeout: 10_000 }).toBe(0);
  // Nothing is left that a third start could replay.
  await second.stop();
  await start();
  expect(await storedClicks()).toBe(21);
});
