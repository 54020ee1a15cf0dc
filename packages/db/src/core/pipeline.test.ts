import type { Socket } from 'node:net';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { PoolClient } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDatabase, type DatabaseConnection } from '../database.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { Pipeline } from './pipeline.ts';

const STATEMENT_TIMEOUT_MILLISECONDS = 1_000;

let database: TestDatabase;
let connection: DatabaseConnection;
let pipeline: Pipeline;
beforeEach(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    'CREATE TABLE notes (place integer GENERATED ALWAYS AS IDENTITY, word text UNIQUE)',
  );
  await database.pool.query('GRANT SELECT, INSERT ON notes TO PUBLIC');
  connection = connectDatabase({
    connectionString: database.url,
    maxConnections: 1,
    isPipelined: true,
    limits: {
      waitMilliseconds: 5_000,
      lockMilliseconds: 10_000,
      statementMilliseconds: STATEMENT_TIMEOUT_MILLISECONDS,
    },
  });
  // The driver's own socket: what has been sent.
  connection.pool.on('connect', (client) => {
    bytesWritten = () =>
      (client as unknown as { connection: { stream: Socket } }).connection.stream.bytesWritten;
  });
  pipeline = new Pipeline({ pool: connection.pool });
});
afterEach(async () => {
  await connection.close();
  await database.drop();
});

let bytesWritten: () => number;

const note = (word: string) =>
  pipeline.query<{ word: string; pid: number }>({
    name: 'note',
    text: 'INSERT INTO notes (word) VALUES ($1) RETURNING word, pg_backend_pid() AS pid',
    values: [word],
  });

const words = async () =>
  (await database.pool.query('SELECT word FROM notes ORDER BY place')).rows.map((row) => row.word);

/** Makes statements wait until the returned function is called. */
async function block(): Promise<() => Promise<void>> {
  const client: PoolClient = await database.pool.connect();
  await client.query('BEGIN; LOCK TABLE notes IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await client.query('ROLLBACK');
    client.release();
  };
}

const isBlocked = async () => {
  const { rowCount } = await database.pool.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO notes%'`,
  );
  return (rowCount ?? 0) > 0;
};

test('statements run in the order of the calls, on one connection, each with its own answer', async () => {
  const sent = ['a', 'b', 'c', 'd'];
  const answers = (await Promise.all(sent.map(note))).flat();
  expect(answers.map(({ word }) => word)).toEqual(sent);
  expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
  expect(await words()).toEqual(sent);
});

test('a statement is sent while the one before it still runs', async () => {
  const unblock = await block();
  const first = note('first');
  while (!(await isBlocked())) await new Promise(setImmediate);
  const bytesBefore = bytesWritten();
  const second = note('second');
  await new Promise(setImmediate);
  expect(bytesWritten()).toBeGreaterThan(bytesBefore);
  await unblock();
  await Promise.all([first, second]);
});

test('a refused statement fails alone, and what was committed stays', async () => {
  const results = await Promise.allSettled([note('a'), note('a'), note('b')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { code: '23505' } });
  expect(await words()).toEqual(['a', 'b']);
});

test('a connection that ends rejects all that is on it, and the next statement gets another', async () => {
  const [before] = await note('before');
  const unblock = await block();
  const lost = Promise.allSettled([note('x'), note('y')]);
  while (!(await isBlocked())) await new Promise(setImmediate);
  await database.pool.query('SELECT pg_terminate_backend($1)', [before?.pid]);
  expect((await lost).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await unblock();
  const [after] = await note('after');
  expect(after?.pid).not.toBe(before?.pid);
  expect(await words()).toEqual(['before', 'after']);
});

test('a statement that the server cancels is refused, and does not block the next one', async () => {
  const unblock = await block();
  const late = Promise.allSettled([note('x'), note('y')]);
  expect((await late).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await unblock();
  expect(await note('after')).toMatchObject([{ word: 'after' }]);
  expect(await words()).toEqual(['after']);
});

test('a connection that does not answer in time is given up with all that is on it', async () => {
  const impatient = new Pipeline({ pool: connection.pool, timeoutMilliseconds: 300 });
  const sleep = (seconds: number) =>
    impatient.query<{ pid: number }>({
      text: 'SELECT pg_sleep($1), pg_backend_pid() AS pid',
      values: [seconds],
    });
  const [before] = await sleep(0);
  const late = await Promise.allSettled([sleep(0.9), sleep(0)]);
  expect(late).toMatchObject([
    { reason: { code: 'ETIMEDOUT', message: 'the database did not answer within 300 ms' } },
    { status: 'rejected' },
  ]);
  const [after] = await sleep(0);
  expect(after?.pid).not.toBe(before?.pid);
});

test('the connection is back in the pool when nothing is under way', async () => {
  await Promise.all([note('a'), note('b')]);
  await new Promise(setImmediate);
  expect(connection.pool).toMatchObject({ totalCount: 1, idleCount: 1 });
  await note('a').catch(() => undefined);
  await new Promise(setImmediate);
  expect(connection.pool).toMatchObject({ totalCount: 0, idleCount: 0 });
});

test('a database that cannot be reached rejects, every time', async () => {
  const away = connectDatabase({ connectionString: 'postgres://nobody@127.0.0.1:1/none', isPipelined: true });
  const lost = new Pipeline({ pool: away.pool });
  for (let attempt = 0; attempt < 2; attempt++)
    await expect(lost.query({ text: 'SELECT 1' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await away.close();
});

test('a young-generation collection frees an answered statement', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'major' | 'minor' }) => void;
  const oldBytes = () =>
    getHeapSpaceStatistics().find((space) => space.space_name === 'old_space')?.space_used_size ?? 0;
  const send = async (times: number) => {
    for (let time = 0; time < times; time++)
      await pipeline.query({ text: 'SELECT 1 WHERE $1::text IS NULL', values: [`${time}`.padEnd(10_000)] });
  };
  await send(50);
  collect({ type: 'major' });
  const before = oldBytes();
  await send(400);
  // What survives two collections is in the old generation.
  collect({ type: 'minor' });
  collect({ type: 'minor' });
  expect(oldBytes() - before).toBeLessThan(1_000_000);
});
