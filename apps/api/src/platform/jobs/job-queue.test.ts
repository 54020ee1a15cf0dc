import { createTestDatabase, type TestDatabase } from '@dreamteamhub/db/test';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { defineJob, type JobDefinition } from './job-definition.ts';
import { JobQueue } from './job-queue.ts';

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
  await Promise.all(Array.from({ length: 4 }, () => startWith(definitions)));
  expect(Object.keys(await stored())).toEqual(['test.alive', 'test.dead']);
});
