import { Client } from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectDatabase } from './database.ts';
import { isMigrated, migrate } from './index.ts';
import { createEmptyDatabase, type EmptyDatabase } from './test/empty-database.ts';

const LOCK = 7_200_101;

let database: EmptyDatabase;
let holder: Client;
let holderPid: number;
beforeEach(async () => {
  database = await createEmptyDatabase();
  holder = new Client({ connectionString: database.url, application_name: 'the-other-hub' });
  await holder.connect();
  await holder.query('SELECT pg_advisory_lock($1)', [LOCK]);
  holderPid = (await holder.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
});
afterEach(async () => {
  await holder.end();
  await database.drop();
});

const release = () => holder.query('SELECT pg_advisory_unlock($1)', [LOCK]);

async function hasSchema(): Promise<boolean> {
  const { db, close } = connectDatabase({ connectionString: database.url, maxConnections: 1 });
  return isMigrated(db)
    .catch(() => false)
    .finally(close);
}

test('whoever waits for the lock is told once who holds it, and migrates when it is free', async () => {
  const onWait = vi.fn<(line: string) => void>();
  const migrating = migrate({ connectionString: database.url, onWait });
  await vi.waitFor(() => expect(onWait).toHaveBeenCalled(), { timeout: 5_000 });
  expect(onWait.mock.calls[0]?.[0]).toMatch(
    new RegExp(
      `^waiting for the migration lock, for 300 s at most: process ${holderPid} \\(the-other-hub from 127\\.0\\.0\\.1, idle for \\d+ s\\) holds it$`,
    ),
  );
  expect(await hasSchema()).toBe(false);
  await release();
  await migrating;
  expect(await hasSchema()).toBe(true);
  expect(onWait).toHaveBeenCalledOnce();
});

test('a lock that is soon free is waited for without a word', async () => {
  const onWait = vi.fn();
  const migrating = migrate({ connectionString: database.url, onWait });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await release();
  await migrating;
  expect(onWait).not.toHaveBeenCalled();
});

test('the wait has an end, which says what to do', async () => {
  await expect(migrate({ connectionString: database.url, waitMilliseconds: 300 })).rejects.toThrow(
    new RegExp(`migration lock: process ${holderPid} \\(the-other-hub[^]+pg_terminate_backend`),
  );
  expect(await hasSchema()).toBe(false);
});

test('a signal ends the wait at once', async () => {
  const stopping = new AbortController();
  const migrating = migrate({ connectionString: database.url, signal: stopping.signal });
  const ended = expect(migrating).rejects.toMatchObject({ name: 'AbortError' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const abortedAt = performance.now();
  stopping.abort();
  await ended;
  expect(performance.now() - abortedAt).toBeLessThan(1_000);
});

test('the lock is given back when the work is done, and when it failed', async () => {
  await release();
  const isFree = async () =>
    (await holder.query('SELECT pg_try_advisory_lock($1) AS free', [LOCK])).rows[0].free as boolean;
  await migrate({ connectionString: database.url });
  expect(await isFree()).toBe(true);
  await release();
  await expect(migrate({ connectionString: database.url, migrationsFolder: '/nowhere' })).rejects.toThrow();
  await holder.query('DROP SCHEMA drizzle CASCADE');
  await expect(migrate({ connectionString: database.url })).rejects.toThrow('0000_init');
  expect(await isFree()).toBe(true);
});

test('a migration that another session keeps from a table steps back, says so, and tries again', async () => {
  await release();
  await migrate({ connectionString: database.url, upTo: 14 });
  await holder.query('BEGIN; SELECT FROM aff_attributions');
  const onWait = vi.fn<(line: string) => void>();
  const migrating = migrate({ connectionString: database.url, onWait });
  await vi.waitFor(() => expect(onWait).toHaveBeenCalled(), { timeout: 8_000 });
  expect(onWait.mock.calls[0]?.[0]).toMatch(/^migration 0014_\w+ failed.*lock timeout; trying again$/);
  await holder.query('ROLLBACK');
  await migrating;
  expect(await hasSchema()).toBe(true);
}, 20_000);

test('a migration that deadlocks with another session gives way, and tries again', async () => {
  await release();
  await migrate({ connectionString: database.url, upTo: 14 });
  // So that PostgreSQL ends the migration's wait, and not this one.
  await holder.query("SET deadlock_timeout = '30s'");
  await holder.query('BEGIN; SELECT FROM affiliates');
  const onWait = vi.fn<(line: string) => void>();
  const migrating = migrate({ connectionString: database.url, onWait });
  await vi.waitFor(async () => {
    const { rowCount } = await database.client.query(
      "SELECT FROM pg_locks WHERE relation = 'affiliates'::regclass AND NOT granted",
    );
    expect(rowCount).toBe(1);
  }, 30_000);
  // The migration has this table for itself, and waits for the other one.
  await holder.query('SELECT FROM aff_attributions');
  await holder.query('ROLLBACK');
  await migrating;
  expect(onWait.mock.calls[0]?.[0]).toMatch(/deadlock detected; trying again$/);
  expect(await hasSchema()).toBe(true);
}, 20_000);
