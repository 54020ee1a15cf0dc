import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectDatabase, type DatabaseConnection, type Executor } from '../database.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { runPrepared, runStatement } from './statement.ts';

let database: TestDatabase;
let connection: DatabaseConnection;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url, maxConnections: 1 });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

/** Returns how often the connection has executed what it prepared under a name. */
async function executions(db: Executor, name: string): Promise<number[]> {
  const { rows } = await db.execute<{ count: number }>(sql`
    SELECT (generic_plans + custom_plans)::integer AS count FROM pg_prepared_statements WHERE name = ${name}`);
  return rows.map(({ count }) => count);
}

const add = (db: Executor, a: number, b: number) =>
  runPrepared<{ sum: number }>(db, 'add', sql`SELECT ${a}::integer + ${b}::integer AS sum`);

test('a statement is prepared once for a connection, in transactions and outside of them', async () => {
  const { db } = connection;
  expect((await add(db, 1, 2)).rows).toEqual([{ sum: 3 }]);
  for (const [a, b, sum] of [
    [3, 4, 7],
    [5, 6, 11],
  ] as const) {
    expect(await db.transaction((tx) => add(tx, a, b))).toMatchObject({ rows: [{ sum }], rowCount: 1 });
  }
  expect(await executions(db, 'add')).toEqual([3]);
});

test('so is one with numbered parameters', async () => {
  const { db } = connection;
  const statement = (word: string) => ({ name: 'echo', text: 'SELECT $1::text AS word', values: [word] });
  expect(await runStatement(db, statement('a'))).toEqual([{ word: 'a' }]);
  expect(await db.transaction((tx) => runStatement(tx, statement('b')))).toEqual([{ word: 'b' }]);
  expect(await executions(db, 'echo')).toEqual([2]);
});
