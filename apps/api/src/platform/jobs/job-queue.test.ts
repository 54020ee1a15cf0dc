import { type MigrationClient, migrate } from '@dreamteamhub/db';
import { createTestDatabase, type TestDatabase } from '@dreamteamhub/db/test';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { defineJob, type JobDefinition, workOn } from './job-definition.ts';
import { JobQueue } from './job-queue.ts';
import { makeQueueSchema, rebuildQueueIndexes } from './queue-schema.ts';

const dead = defineJob({
  queue: 'test.dead',
  does: 'Nothing',
  payload: z.object({}),
  policy: 'standard',
  retryLimit: 0,
  retryDelaySeconds: 0,
  expireInSeconds: 60,
  heartbeatSeconds: 30,
  pollingIntervalSeconds: 30,
});
const alive = defineJob({ ...dead, queue: 'test.alive', retryLimit: 3, deadLetter: dead.queue });
/** The one that names another comes first, so that the order of the list is not what makes it work. */
const definitions = [alive, dead];

let database: TestDatabase;
let started: JobQueue[];
let logged: string;

beforeEach(async () => {
  database = await createTestDatabase();
  started = [];
  logged = '';
});
afterEach(async () => {
  await Promise.all(started.map((queue) => queue.stop()));
  await database.drop();
});

/** A process that starts with these definitions. */
async function startWith(list: readonly JobDefinition[]): Promise<JobQueue> {
  const write = (line: string) => {
    logged += line;
  };
  const queue = new JobQueue({
    connectionString: database.url,
    limits: { waitMilliseconds: 5_000, lockMilliseconds: 10_000, statementMilliseconds: 60_000 },
    log: pino({}, { write }),
    works: false,
  });
  started.push(queue);
  await queue.start(list);
  return queue;
}

/** Queues of these tests, as stored; `written` differs after every statement that touched the row. */
async function stored(): Promise<Record<string, Record<string, unknown>>> {
  const { rows } = await database.pool.query(
    `SELECT name, policy, retry_limit, expire_seconds, heartbeat_seconds, notify, dead_letter, xmin::text AS written
     FROM pgboss.queue WHERE name LIKE 'test.%' ORDER BY name`,
  );
  return Object.fromEntries(rows.map(({ name, ...columns }) => [name, columns]));
}

test('makes the queues that are missing', async () => {
  await startWith(definitions);
  expect(await stored()).toMatchObject({
    'test.alive': {
      policy: 'standard',
      retry_limit: 3,
      expire_seconds: 60,
      heartbeat_seconds: 30,
      notify: true,
      dead_letter: 'test.dead',
    },
    'test.dead': { retry_limit: 0, notify: true, dead_letter: null },
  });
});

test('writes nothing where every queue is as declared', async () => {
  await startWith(definitions);
  const before = await stored();
  await startWith(definitions);
  expect(await stored()).toEqual(before);
});

test.each([
  { retryLimit: 4 },
  { retryDelaySeconds: 7 },
  { expireInSeconds: 61 },
  { heartbeatSeconds: 31 },
  { deadLetter: 'test.other' },
])('brings a queue in line that differs in %o, and no other', async (change) => {
  const other = { ...dead, queue: 'test.other' };
  await startWith([...definitions, other]);
  const before = await stored();
  await startWith([{ ...alive, ...change }, dead, other]);
  const after = await stored();
  expect(after['test.alive']?.written).not.toBe(before['test.alive']?.written);
  expect({ ...after, 'test.alive': null }).toEqual({ ...before, 'test.alive': null });
  await startWith([{ ...alive, ...change }, dead, other]);
  expect(await stored()).toEqual(after);
});

test('keeps the policy that a queue was made with, and says so', async () => {
  await startWith(definitions);
  const before = await stored();
  expect(logged).toBe('');
  await startWith([{ ...alive, policy: 'short' }, dead]);
  expect(await stored()).toEqual(before);
  expect(logged).toContain('policy');
  expect(logged).toContain('test.alive');
});

test('leaves queues alone that it does not know: those of a newer version', async () => {
  await startWith([...definitions, { ...dead, queue: 'test.newer' }]);
  const before = await stored();
  await startWith(definitions);
  expect(await stored()).toEqual(before);
});

test('processes that start at once agree, on a database without pg-boss too', async () => {
  await database.pool.query('DROP SCHEMA IF EXISTS pgboss CASCADE');
  const start = async () => {
    await migrate({
      connectionString: database.ownerUrl,
      applicationRole: inject('testRoles').application.name,
      alsoMake: (client) => makeQueueSchema(client, database.ownerUrl),
    });
    return startWith(definitions);
  };
  await Promise.all(Array.from({ length: 4 }, start));
  expect(Object.keys(await stored())).toEqual(['test.alive', 'test.dead']);
});

test('a schema of an older pg-boss is migrated by its owner, and refused by the role of the hub', async () => {
  await database.pool.query(`UPDATE pgboss.version SET version = version - 1`);
  const migration = {
    connectionString: database.url,
    alsoMake: (client: MigrationClient) => makeQueueSchema(client, database.url),
  };
  await expect(migrate(migration)).rejects.toMatchObject({ name: 'LackingRightError' });
  await expect(startWith(definitions)).rejects.toThrow('requires migrations');
});

test('indexes of the queue are rebuilt by their owner once they hold little', async () => {
  expect(await rebuildQueueIndexes(database.ownerUrl)).toBe(0);
  await database.pool.query(`
    INSERT INTO pgboss.queue (name, policy, retry_limit, retry_delay, retry_backoff, expire_seconds, retention_seconds, deletion_seconds, partition, table_name)
    VALUES ('test.bloat', 'standard', 0, 0, false, 60, 60, 60, false, 'job_common');
    INSERT INTO pgboss.job (name) SELECT 'test.bloat' FROM generate_series(1, 60000);
    DELETE FROM pgboss.job WHERE name = 'test.bloat'`);
  await database.pool.query('VACUUM ANALYZE pgboss.job_common');
  const size = async () =>
    Number(
      (await database.pool.query(`SELECT pg_indexes_size('pgboss.job_common') AS bytes`)).rows[0]?.bytes,
    );
  const before = await size();
  expect(await rebuildQueueIndexes(database.ownerUrl)).toBeGreaterThan(0);
  expect(await size()).toBeLessThan(before / 2);
});

test('does as many jobs at once as a queue says, where the next would have to wait for a look', async () => {
  const busy = defineJob({ ...dead, queue: 'test.busy', pollingIntervalSeconds: 1, atOnce: 3 });
  const queue = await startWith([busy]);
  let underWay = 0;
  const all = Promise.withResolvers<void>();
  for (let job = 0; job < 3; job++) await queue.send(busy, {});
  await queue.work([
    workOn(busy, async () => {
      underWay += 1;
      if (underWay === 3) all.resolve();
      // None ends before all have begun.
      await all.promise;
    }),
  ]);
  await all.promise;
  expect(underWay).toBe(3);
});
