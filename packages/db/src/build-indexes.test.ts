import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { createEmptyDatabase, type EmptyDatabase } from './test/empty-database.ts';

const BREAKPOINT = '\n--> statement-breakpoint\n';
const TABLE = 'CREATE TABLE things (name text);';
const INDEX = '-- Things are many.\nCREATE INDEX CONCURRENTLY "things_name" ON "things" ("name");';

let database: EmptyDatabase;
let migrationsFolder: string;
beforeEach(async () => {
  database = await createEmptyDatabase();
  migrationsFolder = await mkdtemp(join(tmpdir(), 'hub-migrations-'));
  await mkdir(join(migrationsFolder, 'meta'));
});
afterEach(async () => {
  await database.drop();
  await rm(migrationsFolder, { recursive: true });
});

async function migrateTo(migrations: string[]): Promise<string[]> {
  const entries = migrations.map((_, idx) => ({
    idx,
    tag: `000${idx}`,
    when: 1000 + idx,
    breakpoints: true,
  }));
  await writeFile(join(migrationsFolder, 'meta', '_journal.json'), JSON.stringify({ entries }));
  for (const [idx, text] of migrations.entries())
    await writeFile(join(migrationsFolder, `000${idx}.sql`), text);
  const warnings: string[] = [];
  const onWarning = (line: string) => warnings.push(line);
  await migrate({ connectionString: database.url, migrationsFolder, onWarning });
  return warnings;
}

async function indexes(): Promise<{ name: string; isValid: boolean }[]> {
  const { rows } = await database.client.query<{ name: string; isValid: boolean }>(
    `SELECT indexrelid::regclass::text AS name, indisvalid AS "isValid" FROM pg_index
     WHERE indrelid = to_regclass('public.things') ORDER BY 1`,
  );
  return rows;
}

const built = [{ name: 'things_name', isValid: true }];

test('an index that is created CONCURRENTLY is built after the transaction, and once', async () => {
  expect(await migrateTo([TABLE + BREAKPOINT + INDEX])).toEqual([]);
  expect(await indexes()).toEqual(built);
  const { rows: before } = await database.client.query(`SELECT 'things_name'::regclass::oid AS oid`);
  await migrateTo([TABLE + BREAKPOINT + INDEX]);
  expect((await database.client.query(`SELECT 'things_name'::regclass::oid AS oid`)).rows).toEqual(before);
});

test('one whose build was interrupted is built by the next start', async () => {
  await migrateTo([TABLE + BREAKPOINT + INDEX]);
  await database.client.query(
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'things_name'::regclass`,
  );
  await migrateTo([TABLE + BREAKPOINT + INDEX]);
  expect(await indexes()).toEqual(built);
});

test('one that a later migration drops does not come back', async () => {
  const dropped = [TABLE, INDEX, 'DROP INDEX "things_name";'];
  await migrateTo(dropped.slice(0, 2));
  await migrateTo(dropped);
  await migrateTo(dropped);
  expect(await indexes()).toEqual([]);
});

test('writers go on while it is built', async () => {
  await migrateTo([TABLE]);
  await database.client.query('BEGIN');
  await database.client.query(`INSERT INTO things VALUES ('a')`);
  const building = migrateTo([TABLE, INDEX]);
  // The build waits for this transaction, and this transaction does not wait for the build.
  await expect
    .poll(async () => (await indexes()).map(({ isValid }) => isValid), { timeout: 20_000 })
    .toEqual([false]);
  await database.client.query(`INSERT INTO things VALUES ('b')`);
  await database.client.query('COMMIT');
  expect(await building).toEqual([]);
  expect(await indexes()).toEqual(built);
});
