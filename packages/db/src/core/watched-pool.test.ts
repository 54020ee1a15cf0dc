import type { Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import { DatabaseError, type PoolConfig } from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectDatabase, type DatabaseConnection } from '../database.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { DatabaseAwayError, faultOf } from './fault.ts';
import { WatchedPool, type WatchedPoolClient } from './watched-pool.ts';
import { WriteProbe } from './write-probe.ts';

let database: TestDatabase;
let connection: DatabaseConnection;
beforeEach(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url, maxConnections: 2 });
});
afterEach(async () => {
  await connection.close();
  await database.drop();
});

const socketOf = (client: unknown) => (client as { connection: { stream: Socket } }).connection.stream;

const pidOf = async (client: { query: WatchedPoolClient['query'] }): Promise<number> =>
  (await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.unreachable('it did not fail'),
    (error: unknown) => error,
  );

/** Opens a pool of its own kind for as long as the work takes. */
async function withPool(config: PoolConfig, work: (pool: WatchedPool) => Promise<void>): Promise<void> {
  const pool = new WatchedPool({ connectionString: database.url, ...config });
  pool.on('error', () => undefined);
  await work(pool).finally(() => pool.end());
}

async function setReadOnly(isReadOnly: boolean): Promise<void> {
  const name = new URL(database.url).pathname.slice(1);
  const value = isReadOnly ? 'on' : 'off';
  // One that was there before, or is read-only itself, may still say so.
  await database.pool.query(
    `BEGIN READ WRITE; ALTER DATABASE ${name} SET default_transaction_read_only = ${value}; COMMIT`,
  );
}

describe('errors of a lost connection have a type, whatever they say', () => {
  test('one that breaks under a statement, and one that is asked after that', async () => {
    const client = await connection.pool.connect();
    const sleeping = failureOf(client.query('SELECT pg_sleep(60)'));
    await new Promise(setImmediate);
    socketOf(client).destroy();
    expect(await sleeping).toMatchObject({ name: 'DatabaseAwayError' });
    expect(await failureOf(client.query('SELECT 1'))).toMatchObject({ name: 'DatabaseAwayError' });
    client.release();
  });

  test('one that is reset', async () => {
    const client = await connection.pool.connect();
    const sleeping = failureOf(client.query('SELECT pg_sleep(60)'));
    await new Promise(setImmediate);
    socketOf(client).destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    expect(await sleeping).toMatchObject({ name: 'DatabaseAwayError', code: 'ECONNRESET' });
    client.release();
  });

  test('one that breaks with the statement that begins a transaction: the pool does not lose its place', async () => {
    const lentOut = () => connection.pool.totalCount - connection.pool.idleCount;
    for (let round = 0; round < 3; round++) {
      connection.pool.once('acquire', (client) => setImmediate(() => socketOf(client).destroy()));
      const failure = await failureOf(connection.db.transaction(() => new Promise(() => undefined)));
      expect(faultOf(failure)).toBe('database');
      await vi.waitUntil(() => lentOut() === 0);
    }
  });

  test('nor does it where the connection survives that statement', async () => {
    const client = await connection.pool.connect();
    await client.query('BEGIN');
    await failureOf(client.query('SELECT 1 / 0'));
    // Handed on in the middle of a transaction that failed: the next BEGIN does as well.
    client.release();
    expect(faultOf(await failureOf(connection.db.transaction(async () => undefined)))).toBe('database');
    await vi.waitUntil(() => connection.pool.totalCount === 0);
    await connection.db.transaction(async (tx) => tx.execute(sql`SELECT 1`));
  });

  test('one that breaks before its statement is sent', async () => {
    connection.pool.once('acquire', (client) => socketOf(client).destroy());
    expect(faultOf(await failureOf(connection.pool.query('SELECT 1')))).toBe('database');
    expect(await pidOf(connection.pool)).toEqual(expect.any(Number));
  });

  test('no server, no such user, no place in the pool in time, and a pool that was closed', async () => {
    const nobody = connectDatabase({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    expect(faultOf(await failureOf(nobody.pool.query('SELECT 1')))).toBe('database');
    await nobody.close();
    expect(faultOf(await failureOf(nobody.db.execute(sql`SELECT 1`)))).toBe('database');

    const stranger = new URL(database.url);
    stranger.password = 'wrong';
    const refused = connectDatabase({ connectionString: stranger.href });
    expect(await failureOf(refused.pool.query('SELECT 1'))).toMatchObject({
      name: 'DatabaseAwayError',
      code: '28P01',
    });
    await refused.close();

    await withPool({ max: 1, connectionTimeoutMillis: 100 }, async (pool) => {
      const client = await pool.connect();
      expect(await failureOf(pool.query('SELECT 1'))).toMatchObject({ name: 'DatabaseAwayError' });
      client.release();
    });
  });

  test('a statement that is not answered in time; its connection is given up', async () => {
    await withPool({ max: 1, query_timeout: 200 }, async (pool) => {
      const client = await pool.connect();
      const before = await pidOf(client);
      expect(await failureOf(client.query('SELECT pg_sleep(60)'))).toMatchObject({
        name: 'DatabaseAwayError',
      });
      client.release();
      expect(await pidOf(pool)).not.toBe(before);
    });
  });

  test('a mistake in the code is none of the database’s', async () => {
    const circle: Record<string, unknown> = {};
    circle.itself = circle;
    const mistake = await failureOf(connection.pool.query('SELECT $1::jsonb', [circle]));
    expect(mistake).toBeInstanceOf(TypeError);
    const client = await connection.pool.connect();
    await client.query({ name: 'same', text: 'SELECT 1' });
    const reused = await failureOf(client.query({ name: 'same', text: 'SELECT 2' }));
    client.release();
    expect([faultOf(mistake), faultOf(reused)]).toEqual([null, null]);
  });
});

describe('a connection that is of no more use leaves the pool', () => {
  const raise = (state: string) => `DO $$ BEGIN RAISE EXCEPTION 'raised' USING ERRCODE = '${state}'; END $$`;

  test.each(['25006', '26000', '42P05', '57P01', '57P02', '57P03'])('after %s', async (state) => {
    const client = await connection.pool.connect();
    const before = await pidOf(client);
    expect(await failureOf(client.query(raise(state)))).toBeInstanceOf(DatabaseError);
    // As drizzle does after a transaction, whatever became of it.
    client.release();
    expect(await pidOf(connection.pool)).not.toBe(before);
  });

  test.each(['23505', '40001', '55P03', '57014'])('not after %s', async (state) => {
    const client = await connection.pool.connect();
    const before = await pidOf(client);
    await failureOf(client.query(raise(state)));
    client.release();
    expect(await pidOf(connection.pool)).toBe(before);
  });

  test('when its server stops taking writes, lent or idle', async () => {
    const lent = await connection.pool.connect();
    const before = await pidOf(lent);
    await lent.query('SET default_transaction_read_only = on');
    lent.release();
    const idle = await connection.pool.connect();
    const next = await pidOf(idle);
    expect(next).not.toBe(before);

    // The report arrives when the pool has it back.
    const set = idle.query('SET default_transaction_read_only = on');
    idle.release();
    await set;
    await vi.waitUntil(() => connection.pool.totalCount === 0);
    expect([before, next]).not.toContain(await pidOf(connection.pool));
  });
});

describe('a read-only database', () => {
  test('is not let into the pool, and is as soon as it takes writes', async () => {
    await setReadOnly(true);
    const refused = await failureOf(connection.pool.query('SELECT 1'));
    expect(refused).toMatchObject({ name: 'DatabaseAwayError', code: '25006' });
    expect(faultOf(await failureOf(connection.db.transaction(async () => undefined)))).toBe('database');
    expect(connection.pool.totalCount).toBe(0);
    await setReadOnly(false);
    await vi.waitFor(() => connection.pool.query('SELECT 1'), { timeout: 2_000 });
  });

  test('costs one connection in a while, not one a statement', async () => {
    await setReadOnly(true);
    const opened = vi.fn();
    await withPool(
      { max: 5, log: (line: string) => line === 'connecting new client' && opened() },
      async (pool) => {
        for (let statement = 0; statement < 20; statement++) await failureOf(pool.query('SELECT 1'));
        expect(opened).toHaveBeenCalledTimes(1);
      },
    );
    await setReadOnly(false);
  });

  test('a pooler that repeats what a standby said before its promotion is believed no more than that', async () => {
    await withPool({ max: 1 }, async (pool) => {
      pool.on('connect', (client) => {
        expect((client as WatchedPoolClient).isReadOnly).toBe(false);
      });
      const { Client } = pool.options as unknown as {
        Client: typeof import('./watched-client.ts').WatchedClient;
      };
      const client = new Client({ connectionString: database.url });
      await client.connect();
      const report = { parameterName: 'in_hot_standby', parameterValue: 'on' };
      client.connection.emit('parameterStatus' as 'error', report);
      expect(client.isReadOnly).toBe(true);
      await client.refuseReadOnly();
      expect([client.isReadOnly, client.isSpoiled]).toEqual([false, false]);
      await client.end();
    });
  });

  test('the probe finds it from a new connection, and has the older ones given up', async () => {
    const probe = new WriteProbe({ connectionString: database.url });
    probe.watch(connection.pool);
    expect(await probe.ask()).toBe('writable');
    const lent = await connection.pool.connect();
    await pidOf(connection.pool);
    expect(connection.pool.totalCount).toBe(2);

    await setReadOnly(true);
    await vi.waitFor(async () => expect(await probe.ask()).toBe('read-only'), { timeout: 2_000 });
    expect(connection.pool.totalCount).toBe(1);
    lent.release();
    await vi.waitUntil(() => connection.pool.totalCount === 0);
    await setReadOnly(false);
    await vi.waitFor(async () => expect(await probe.ask()).toBe('writable'), { timeout: 2_000 });
  });

  test('a probe that cannot connect says so, and asks again at once', async () => {
    const probe = new WriteProbe({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    expect(await failureOf(probe.ask())).toBeInstanceOf(DatabaseAwayError);
    expect(await failureOf(probe.ask())).toBeInstanceOf(DatabaseAwayError);
  });
});
