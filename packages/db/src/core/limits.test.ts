import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ConnectOptions, connectDatabase, type DatabaseConnection } from '../database.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { type Limits, sessionConfig } from './limits.ts';
import { Pipeline } from './pipeline.ts';

const LIMITS: Limits = {
  waitMilliseconds: 2_000,
  lockMilliseconds: 200,
  statementMilliseconds: 500,
};

let database: TestDatabase;
let connections: DatabaseConnection[];
let servers: Server[];
beforeEach(async () => {
  database = await createTestDatabase();
  connections = [];
  servers = [];
  // What a session of somebody else's pooler may have: nothing of it may matter.
  const name = new URL(database.url).pathname.slice(1);
  await database.pool.query(`ALTER DATABASE ${name} SET timezone = 'Pacific/Chatham'`);
  await database.pool.query(`ALTER DATABASE ${name} SET datestyle = 'German'`);
  await database.pool.query(`ALTER DATABASE ${name} SET search_path = elsewhere`);
});
afterEach(async () => {
  for (const connection of connections) await connection.close();
  for (const server of servers) server.close();
  await database.drop();
});

function open(options: Partial<ConnectOptions>): DatabaseConnection {
  const connection = connectDatabase({ connectionString: database.url, limits: LIMITS, ...options });
  connections.push(connection);
  return connection;
}

/** Counts how often the client speaks after the server has answered. */
async function countRoundTrips(): Promise<{ url: string; count: () => number; reset: () => void }> {
  let trips = 0;
  let isServersTurn = false;
  const target = new URL(database.url);
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    client.on('data', (chunk) => {
      if (!isServersTurn) trips++;
      isServersTurn = true;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      isServersTurn = false;
      client.write(chunk);
    });
    client.on('close', () => upstream.destroy());
    client.on('error', () => undefined);
    upstream.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const url = new URL(database.url);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    count: () => trips,
    reset() {
      trips = 0;
    },
  };
}

const SETTINGS = `SELECT current_setting('timezone') AS zone, current_setting('lock_timeout') AS lock,
  current_setting('statement_timeout') AS statement, current_setting('datestyle') AS style,
  replace(current_setting('search_path'), ' ', '') AS path`;
const APPLIED = { zone: 'UTC', lock: '200ms', statement: '500ms', style: 'ISO, MDY', path: 'public,pg_temp' };

describe.each([
  { name: 'a session of its own', isPooled: false },
  { name: 'a session for each transaction', isPooled: true },
])('$name', ({ isPooled }) => {
  test('the limits hold for a statement, a prepared one, and in a transaction', async () => {
    const { db, pool } = open({ isPooled });
    expect((await pool.query(SETTINGS)).rows).toEqual([APPLIED]);
    const named = { name: 'settings', text: `${SETTINGS} WHERE $1::integer = 1`, values: [1] };
    for (let time = 0; time < 3; time++) expect((await pool.query(named)).rows).toEqual([APPLIED]);
    const isolated = `SELECT current_setting('transaction_isolation') AS level`;
    await db.transaction(
      async (tx) => {
        expect((await tx.execute(sql.raw(SETTINGS))).rows).toEqual([APPLIED]);
        expect((await tx.execute(sql.raw(isolated))).rows).toEqual([{ level: 'repeatable read' }]);
        await tx.transaction((inner) => inner.execute(sql`SELECT 1`));
      },
      { isolationLevel: 'repeatable read' },
    );
    expect((await pool.query(SETTINGS)).rows).toEqual([APPLIED]);
    const pipeline = new Pipeline({ pool: open({ isPooled, isPipelined: true, maxConnections: 1 }).pool });
    const sent = await Promise.all([1, 2, 3].map(() => pipeline.query({ text: SETTINGS })));
    expect(sent).toEqual([[APPLIED], [APPLIED], [APPLIED]]);
  });

  test('a statement, and the start of a transaction, are one round trip each', async () => {
    const wire = await countRoundTrips();
    const { db, pool } = open({ isPooled, connectionString: wire.url, maxConnections: 1 });
    await pool.query('SELECT 1');
    wire.reset();
    for (let time = 0; time < 5; time++) await pool.query({ text: 'SELECT $1::text', values: ['a'] });
    expect(wire.count()).toBe(5);
    wire.reset();
    await db.transaction((tx) => tx.execute(sql`SELECT 1`));
    // BEGIN, SELECT, COMMIT: as ever.
    expect(wire.count()).toBe(3);
  });

  test('a lock and a slow statement are given up by the server, and the connection is good', async () => {
    const { db, pool } = open({ isPooled, maxConnections: 1 });
    const holder = await database.pool.connect();
    await holder.query('BEGIN; LOCK TABLE affiliates');
    await expect(pool.query('SELECT FROM affiliates')).rejects.toMatchObject({ code: '55P03' });
    await expect(db.transaction((tx) => tx.execute(sql`SELECT FROM affiliates`))).rejects.toMatchObject({
      cause: { code: '55P03' },
    });
    await expect(pool.query('SELECT pg_sleep(3)')).rejects.toMatchObject({ code: '57014' });
    await holder.query('ROLLBACK');
    holder.release();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('a failed statement is refused with its own error, and leaves nothing', async () => {
    const { db, pool } = open({ isPooled, maxConnections: 1, connectionString: database.ownerUrl });
    await pool.query('CREATE TABLE notes (word text UNIQUE DEFERRABLE INITIALLY DEFERRED)');
    await pool.query(`INSERT INTO notes VALUES ('a')`);
    // The constraint is checked by the commit: the caller must not hear of success before.
    await expect(pool.query(`INSERT INTO notes VALUES ('a')`)).rejects.toMatchObject({ code: '23505' });
    await expect(pool.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
    await expect(
      db.transaction(async (tx) => {
        await tx.execute(sql`INSERT INTO notes VALUES ('b')`);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect((await pool.query('SELECT word FROM notes')).rows).toEqual([{ word: 'a' }]);
  });

  test('a transaction that takes too long is given up, and nothing of it stays', async () => {
    const { db, pool } = open({
      isPooled,
      maxConnections: 1,
      connectionString: database.ownerUrl,
      limits: { ...LIMITS, statementMilliseconds: 5_000, connectionMilliseconds: 1_500 },
    });
    await pool.query('CREATE TABLE notes (word text)');
    const startedAt = performance.now();
    await expect(
      db.transaction(async (tx) => {
        await tx.execute(sql`INSERT INTO notes VALUES ('late')`);
        for (let time = 0; time < 20; time++) await tx.execute(sql`SELECT pg_sleep(0.3)`);
      }),
    ).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(4_500);
    expect((await pool.query('SELECT word FROM notes')).rows).toEqual([]);
  });

  test('a connection that is given up while its transaction begins is not lost to the pool', async () => {
    const { db, pool } = open({
      isPooled,
      maxConnections: 1,
      limits: {
        waitMilliseconds: 5_000,
        lockMilliseconds: 5_000,
        statementMilliseconds: 5_000,
        connectionMilliseconds: 1,
      },
    });
    for (let time = 0; time < 3; time++) {
      await expect(db.transaction((tx) => tx.execute(sql`SELECT pg_sleep(0.1)`))).rejects.toThrow();
    }
    expect(pool).toMatchObject({ totalCount: 0, waitingCount: 0 });
  });

  test('whoever waits for a connection in vain is told in time', async () => {
    const { db, pool } = open({
      isPooled,
      maxConnections: 1,
      limits: { waitMilliseconds: 2_000, lockMilliseconds: 5_000, statementMilliseconds: 5_000 },
    });
    const startedAt = performance.now();
    const holding = db.transaction((tx) => tx.execute(sql`SELECT pg_sleep(2.5)`));
    await expect(pool.query('SELECT 1')).rejects.toThrow('timeout exceeded');
    expect(performance.now() - startedAt).toBeLessThan(2_400);
    await holding;
  });
});

test('startup options that are in the address stay beside the limits', async () => {
  const url = new URL(database.url);
  url.searchParams.set('options', '-c search_path=elsewhere -c work_mem=1MB -c statement_timeout=0');
  const { pool } = open({ connectionString: url.href });
  expect((await pool.query(SETTINGS)).rows).toEqual([APPLIED]);
  expect((await pool.query('SHOW work_mem')).rows).toEqual([{ work_mem: '1MB' }]);
  expect(sessionConfig('postgres://h/db', LIMITS).options).toBe(
    '-c timezone=UTC -c datestyle=ISO,MDY -c lock_timeout=200 -c statement_timeout=500 -c search_path=public,pg_temp',
  );
});
