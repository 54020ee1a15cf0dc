import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { functionsAfter, parseFunctionFile } from '../scripts/function-text.ts';
import { readFunctionFiles, readMigrations } from '../scripts/generate-migration.ts';
import { planFunctions } from '../scripts/plan-functions.ts';
import { createTestDatabase, type TestDatabase } from './test/index.ts';

const functionsFolder = fileURLToPath(new URL('../sql/functions', import.meta.url));
const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));
const files = await readFunctionFiles(functionsFolder);
const names = [...files.keys()].sort();

let database: TestDatabase;
let client: pg.PoolClient;
beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.pool.connect();
});
afterAll(async () => {
  client.release();
  await database.drop();
});

/** The functions of the database as PostgreSQL reports them, with overloads but without those of extensions. */
async function definitions(): Promise<{ name: string; text: string }[]> {
  const { rows } = await client.query<{ name: string; text: string }>(
    `SELECT proname AS name, pg_get_functiondef(oid) AS text FROM pg_proc
     WHERE (pronamespace = 'public'::regnamespace OR proname LIKE 'hub\\_%')
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
     ORDER BY proname COLLATE "C", text`,
  );
  return rows;
}

test('every function of the database has one file, and every file one function', async () => {
  expect(names.length).toBeGreaterThan(10);
  expect((await definitions()).map(({ name }) => name)).toEqual(names);
});

describe.each(names)('%s', (name) => {
  test('has the form that the next migration can take over, and a comment', async () => {
    const text = await readFile(`${functionsFolder}/${name}.sql`, 'utf8');
    const { comment, statement } = parseFunctionFile(`${name}.sql`, text);
    expect(comment).toMatch(/^-- [A-Z]/);
    expect(text).toBe(`${comment}\n${statement}\n`);
    expect(statement).toMatch(new RegExp(`^CREATE OR REPLACE FUNCTION ${name}\\(`));
  });

  test('is in the database as its file says', async () => {
    const before = await definitions();
    await client.query('BEGIN');
    try {
      await client.query(await readFile(`${functionsFolder}/${name}.sql`, 'utf8'));
      expect(await definitions()).toEqual(before);
    } finally {
      await client.query('ROLLBACK');
    }
  });
});

test('the migrations give each function the text of its file, so nothing waits to be generated', async () => {
  const migrated = functionsAfter(await readMigrations(migrationsFolder));
  expect(planFunctions(migrated, files).changes).toEqual([]);
});
