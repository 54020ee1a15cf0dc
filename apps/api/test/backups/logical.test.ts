import {
  appendFile,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase } from '@dreamteamhub/db';
import { createTestDatabase, ownerUrlOf, type TestDatabase } from '@dreamteamhub/db/test';
import { rowHashes } from '@dreamteamhub/harness/row-hashes.ts';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { findBackup, listBackups } from '../../src/domains/backups/backup-catalog.ts';
import { type BackupOrder, makeBackup as makeRealBackup } from '../../src/domains/backups/make-backup.ts';
import { type RestoreOrder, restoreBackup } from '../../src/domains/backups/restore-backup.ts';
import { makeQueueSchema } from '../../src/platform/jobs/queue-schema.ts';
import { secretTexts } from '../../src/platform/secrets.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { click, convert, count, newAffiliate } from '../support/shop.ts';

const makeBackup: typeof makeRealBackup = (what, options) =>
  makeRealBackup(what, { ...options, scryptCost: { N: 2 ** 10, r: 8, p: 1 } });

const PASSPHRASE = 'correct horse battery staple';

let hub: TestHub;
let base: string;
let order: BackupOrder;
/** A good backup, which tests copy before they damage it. */
let good: string;
let hashes: Record<string, string>;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'hub-backups-'));
  // Nobody works on the queue: what is to be delivered is still to be done when it is restored.
  hub = await startTestHub({ env: { SLACK_WEBHOOK_URL: 'http://127.0.0.1:9/hook' } });
  const { pixelId } = await newAffiliate(hub, 'ann');
  for (const visitorId of ['one', 'two']) await click(hub, { pixelId, visitorId, landingPage: '/ü\t\\N\n' });
  await convert(hub, { pixelId, orderId: 'O-1', revenue: 12.5 });
  const body = { sku: 'A-1', name: 'Widget', stock: 20, threshold: 10 };
  expect((await call(hub, { method: 'POST', url: '/api/inventory/products', body })).status).toBe(201);
  await call(hub, { method: 'PUT', url: '/api/inventory/products/A-1', body: { stock: 3 } });
  order = {
    folder: join(base, 'backups'),
    passphrase: PASSPHRASE,
    // Of the role that the running hub is: it reads every table, and that is enough.
    databaseUrl: hub.databaseUrl,
    replicationUrl: null,
    isLogical: true,
    pgDump: null,
    dataDir: hub.deps.env.DATA_DIR,
    secrets: secretTexts(hub.deps),
  };
  await mkdir(join(order.dataDir, 'click-spool'), { recursive: true });
  // What is still to be folded in would move from table to table while it is hashed and backed up.
  const unfolded = async () => {
    await hub.deps.services.affiliates.foldRollups();
    return (await count(hub, sql`FROM aff_rollup_deltas`)) + (await count(hub, sql`FROM figure_deltas`));
  };
  await vi.waitFor(async () => expect(await unfolded()).toBe(0), 20_000);
  await hub.deps.services.arrivals.flush();
  hashes = await rowHashes(ownerUrlOf(hub.databaseUrl));
  good = (await makeBackup(order)).path;
});
afterAll(async () => {
  await hub.stop();
  await rm(base, { recursive: true, force: true });
});

let target: TestDatabase;
let dataDir: string;
beforeEach(async () => {
  target = await createTestDatabase();
  // Its own connections would be somebody else's.
  await target.pool.end();
  dataDir = await mkdtemp(join(base, 'target-'));
});
afterEach(() => target.drop());

const restore = async (path = good, extra: Partial<RestoreOrder> = {}) =>
  restoreBackup({
    backup: await findBackup(path),
    passphrase: PASSPHRASE,
    dataDir,
    ownerUrl: target.ownerUrl,
    givenSecrets: {},
    replaces: false,
    makeQueue: makeQueueSchema,
    say: () => undefined,
    ...extra,
  });

const copyOfGood = async () => {
  const path = join(await mkdtemp(join(base, 'copy-')), 'backup');
  await cp(good, path, { recursive: true });
  return path;
};

async function inDatabase<Result>(
  url: string,
  work: (query: (sql: string) => Promise<unknown[]>) => Promise<Result>,
) {
  const { pool, close } = connectDatabase({ connectionString: url, maxConnections: 1 });
  try {
    return await work(async (sql) => (await pool.query(sql)).rows);
  } finally {
    await close();
  }
}

const isUntouched = async () => {
  const { affiliates, inventory_products: products } = await rowHashes(target.ownerUrl);
  expect([affiliates, products, await readdir(dataDir)]).toEqual(['0 0', '0 0', []]);
};

test('every row comes back, with sequences, jobs to be done and secrets, and only there', async () => {
  expect(hashes['pgboss.job']).not.toMatch(/^0 /);
  await restore();
  expect(await rowHashes(target.ownerUrl)).toEqual(hashes);
  expect(await readFile(join(dataDir, 'auth-secret'), 'utf8')).toBe(hub.deps.authSecret);
  const [next] = await inDatabase(target.ownerUrl, (query) =>
    query(
      `INSERT INTO affiliates (storefront_id, handle, name, pixel_id) VALUES (1, 'bob', 'Bob', 'p') RETURNING id`,
    ),
  );
  expect(next).toEqual({ id: 2 });
  // Triggers work again.
  const labels = await inDatabase(target.ownerUrl, async (query) => {
    await query(`UPDATE inventory_products SET name = 'Renamed'`);
    await expect(query('DELETE FROM audit_log')).rejects.toThrow();
    return query(`SELECT FROM product_labels WHERE name = 'Renamed'`);
  });
  expect(labels).toHaveLength(1);

  await expect(restore()).rejects.toThrow(
    /^the target database is not empty \(rows in affiliates, .*--replace/,
  );
  await restore(good, { replaces: true });
  expect(await rowHashes(target.ownerUrl)).toEqual(hashes);
});

test('no file of the backup shows a secret, and nobody else may read them', async () => {
  for (const name of await readdir(good)) {
    expect((await readFile(join(good, name), 'latin1')).includes(hub.deps.authSecret)).toBe(false);
    expect((await stat(join(good, name))).mode & 0o777).toBe(0o600);
  }
  await expect(restore(good, { passphrase: 'wrong horse battery staple' })).rejects.toThrow(
    'BACKUP_PASSPHRASE is not the one that this backup was made with',
  );
  await isUntouched();
});

test('a backup that was cut short, altered, lost a file or came from a newer version is refused before anything changes', async () => {
  const damages: [RegExp, (path: string) => Promise<void>][] = [
    [
      /public\.aff_clicks\.copy\.zst of the backup was cut short/,
      (path) => truncate(join(path, 'public.aff_clicks.copy.zst'), 20),
    ],
    [
      /public\.affiliates\.copy\.zst of the backup was altered/,
      (path) => appendFile(join(path, 'public.affiliates.copy.zst'), 'x'),
    ],
    [/tables\.json of the backup cannot be read/, (path) => rm(join(path, 'tables.json'))],
    [
      /backup\.json was altered/,
      (path) => replaceIn(join(path, 'backup.json'), /"createdAt": "2/, '"createdAt": "3'),
    ],
    [/backup\.json is not that of a backup/, (path) => truncate(join(path, 'backup.json'), 100)],
    [/made by a newer version/, (path) => replaceIn(join(path, 'backup.json'), '"format": 1', '"format": 2')],
  ];
  for (const [message, damage] of damages) {
    const path = await copyOfGood();
    await damage(path);
    await expect(restore(path)).rejects.toThrow(message);
  }
  await expect(restore(base)).rejects.toThrow(/^there is no backup in/);
  await expect(restore(join(base, 'none'))).rejects.toThrow(/none cannot be read \(ENOENT\)/);
  await isUntouched();
});

const replaceIn = async (path: string, from: RegExp | string, to: string) =>
  writeFile(path, (await readFile(path, 'utf8')).replace(from, to));

test('a migration that this version does not know is of a newer one', async () => {
  const newer = await createTestDatabase();
  try {
    await newer.pool.query(
      `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('x', 32503680000000)`,
    );
    const { path } = await makeBackup({ ...order, folder: join(base, 'newer'), databaseUrl: newer.url });
    await expect(restore(path)).rejects.toThrow(
      /newer version of the hub \(migration of 3000-01-01.*\): restore it with that version/,
    );
    // The other way round, the schema of the target has more than the backup's rows.
    await expect(restore(good, { ownerUrl: newer.ownerUrl })).rejects.toThrow(
      /the target database is in use/,
    );
    await newer.pool.end();
    await expect(restore(good, { ownerUrl: newer.ownerUrl })).rejects.toThrow(
      'the target database has 1 migrations that the backup was made without: restore into a new database',
    );
  } finally {
    await newer.drop();
  }
});

test('a hub that is connected to the target keeps a restore out', async () => {
  await inDatabase(target.url, async (query) => {
    await query('SELECT 1');
    await expect(restore()).rejects.toThrow(/^the target database is in use: stop every process of the hub/);
  });
  await isUntouched();
});

test('other secrets in the environment or the data folder are not mixed with those of the backup', async () => {
  await expect(restore(good, { givenSecrets: { 'auth-secret': 'x'.repeat(32) } })).rejects.toThrow(
    /^HUB_AUTH_SECRET is another/,
  );
  await isUntouched();
  await writeFile(join(dataDir, 'encryption-key'), 'ab'.repeat(32));
  await expect(restore()).rejects.toThrow(/encryption-key is another secret than the backup has/);
  await restore(good, { replaces: true });
  const [aside] = (await readdir(dataDir)).filter((name) => name.startsWith('replaced-'));
  expect(await readFile(join(dataDir, aside ?? '', 'encryption-key'), 'utf8')).toBe('ab'.repeat(32));
});

test('a restore that breaks in the middle leaves the database empty, and the next one works', async () => {
  const path = await copyOfGood();
  const breaking: Partial<RestoreOrder> = {
    // By then every file was checked; a disk may still fail.
    makeQueue: async () => truncate(join(path, 'public.inventory_products.copy.zst'), 20),
  };
  await expect(restore(path, breaking)).rejects.toThrow();
  await isUntouched();
  await restore();
  expect(await rowHashes(target.ownerUrl)).toEqual(hashes);
});

test('one backup at a time', async () => {
  const other = connectDatabase({ connectionString: hub.databaseUrl, maxConnections: 1 });
  try {
    await other.pool.query('SELECT pg_advisory_lock(4478024, 4)');
    await expect(makeBackup(order)).rejects.toThrow(
      /^another backup of this database is running \(process \d+/,
    );
  } finally {
    await other.close();
  }
  const both = await Promise.allSettled([makeBackup(order), makeBackup(order)]);
  expect(both.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
  expect((await readdir(order.folder)).every((name) => /^hub-\d{8}T\d{9}Z$/.test(name))).toBe(true);
});

test('a running migration is waited for', async () => {
  const migration = connectDatabase({ connectionString: hub.databaseUrl, maxConnections: 1 });
  const waits: string[] = [];
  const client = await migration.pool.connect();
  await client.query('SELECT pg_advisory_lock(7200101)');
  const making = makeBackup(order, {
    onWait: (line) => {
      waits.push(line);
      void client.query('SELECT pg_advisory_unlock(7200101)');
    },
  });
  await making;
  expect(waits).toEqual([expect.stringMatching(/^waiting for the migration lock/)]);
  client.release();
  await migration.close();
});

test('a database that goes away in the middle leaves no backup', async () => {
  const folder = join(base, 'broken');
  let asked = 0;
  const readFreeBytes = async () => {
    if (++asked === 10) {
      // As a role may do with its own sessions.
      const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dreamteamhub-backup'
        AND datname = current_database()`;
      expect(await inDatabase(hub.databaseUrl, (query) => query(end))).toHaveLength(1);
    }
    return 10 ** 12;
  };
  await expect(makeBackup({ ...order, folder }, { readFreeBytes })).rejects.toThrow();
  expect(await readdir(folder)).toEqual([]);
});

test('a full disk, a stop and a folder that cannot be written leave earlier backups whole and nothing else', async () => {
  const folder = join(base, 'full');
  const { path } = await makeBackup({ ...order, folder });
  let asked = 0;
  const readFreeBytes = async () => (++asked > 10 ? 1_000 : 10 ** 12);
  await expect(makeBackup({ ...order, folder }, { readFreeBytes })).rejects.toThrow(
    /^no backup can be written to .*full: its disk is full, or nearly so\. Earlier backups are as they were\.$/,
  );
  const signal = AbortSignal.abort(new Error('stopped'));
  await expect(makeBackup({ ...order, folder }, { signal })).rejects.toThrow('stopped');
  expect(await listBackups(folder)).toMatchObject([{ path }]);
  expect(await readdir(folder)).toHaveLength(1);

  await writeFile(join(base, 'file'), '');
  await expect(makeBackup({ ...order, folder: join(base, 'file') })).rejects.toThrow(/is no folder/);
  await symlink(join(base, 'loop'), join(base, 'loop'));
  await expect(makeBackup({ ...order, folder: join(base, 'loop') })).rejects.toThrow(
    /no backup can be written/,
  );
  const inside = join(order.dataDir, 'postgres', 'backups');
  await expect(makeBackup({ ...order, folder: inside })).rejects.toThrow(/is inside the database/);
});

test('a link leads to the folder behind it; one beside the backups is none of them', async () => {
  await mkdir(join(base, 'real'));
  await symlink(join(base, 'real'), join(base, 'link'));
  const { path } = await makeBackup({ ...order, folder: join(base, 'link') });
  expect(path.startsWith(join(base, 'real'))).toBe(true);
  await symlink(good, join(base, 'real', 'hub-20200101T000000000Z'));
  expect(await listBackups(join(base, 'link'))).toMatchObject([
    { path: expect.stringContaining(path.slice(-24)) },
  ]);
});

test.skipIf(process.getuid?.() === 0)('a folder that this user may not write to is named', async () => {
  const folder = join(base, 'closed');
  await mkdir(folder);
  await chmod(folder, 0o500);
  await expect(makeBackup({ ...order, folder })).rejects.toThrow(/closed: this user may not write there/);
});
