import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate, migrateDown } from './migrate.ts';
import { createEmptyDatabase, type EmptyDatabase } from './test/empty-database.ts';

const BREAKPOINT = '\n--> statement-breakpoint\n';
const first = { tag: '0000_first', up: 'CREATE TABLE first ();', down: 'DROP TABLE first;' };
const second = {
  tag: '0001_second',
  up: ['CREATE TABLE second ();', 'INSERT INTO second DEFAULT VALUES;'].join(BREAKPOINT),
  down: 'DELETE FROM second; DROP TABLE second;',
};
const third = { tag: '0002_third', up: 'CREATE TABLE third ();', down: 'DROP TABLE third;' };

let database: EmptyDatabase;
let migrationsFolder: string;
let target: { connectionString: string; migrationsFolder: string };

beforeEach(async () => {
  database = await createEmptyDatabase();
  migrationsFolder = await mkdtemp(join(tmpdir(), 'hub-migrations-'));
  target = { connectionString: database.url, migrationsFolder };
});
afterEach(async () => {
  await database.drop();
  await rm(migrationsFolder, { recursive: true });
});

/** Their times follow the order given, unless they name others. */
async function writeMigrations(
  ...migrations: { tag: string; up: string; down: string; when?: number }[]
): Promise<void> {
  await mkdir(join(migrationsFolder, 'meta'), { recursive: true });
  await mkdir(join(migrationsFolder, 'down'), { recursive: true });
  const entries = migrations.map(({ tag, when }, idx) => ({
    idx,
    tag,
    when: when ?? 1000 + idx,
    breakpoints: true,
  }));
  await writeFile(join(migrationsFolder, 'meta', '_journal.json'), JSON.stringify({ entries }));
  for (const { tag, up, down } of migrations) {
    await writeFile(join(migrationsFolder, `${tag}.sql`), up);
    await writeFile(join(migrationsFolder, 'down', `${tag}.sql`), down);
  }
}

async function tables(): Promise<string[]> {
  const { rows } = await database.client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY oid`,
  );
  return rows.map(({ name }) => name);
}

const schemas = async () =>
  (await database.client.query(`SELECT FROM pg_namespace WHERE nspname = 'drizzle'`)).rowCount;

async function applied(): Promise<number> {
  const { rows } = await database.client.query('SELECT FROM drizzle.__drizzle_migrations');
  return rows.length;
}

describe('a migration that fails', () => {
  const broken = {
    ...second,
    up: ['CREATE TABLE second ();', 'INSERT INTO nowhere DEFAULT VALUES;'].join(BREAKPOINT),
  };

  test('is named, and neither it nor any other pending migration is applied', async () => {
    await writeMigrations(first, broken, third);
    const failure = migrate(target);
    await expect(failure).rejects.toThrow(
      'migration 0001_second failed, and no pending migration was applied: relation "nowhere" does not exist',
    );
    await expect(failure).rejects.toMatchObject({ cause: { code: '42P01' } });
    expect(await tables()).toEqual([]);
    // Nor is the list left, in which they would be.
    expect(await schemas()).toBe(0);
  });

  test('keeps what was applied before, and the next start does the rest', async () => {
    await writeMigrations(first);
    await migrate(target);
    await writeMigrations(first, broken, third);
    await expect(migrate(target)).rejects.toThrow('0001_second');
    expect(await tables()).toEqual(['first']);
    await writeMigrations(first, second, third);
    await migrate(target);
    expect(await tables()).toEqual(['first', 'second', 'third']);
    expect(await applied()).toBe(3);
  });

  test('lets a waiting process try next', async () => {
    await writeMigrations(first, broken);
    const outcomes = await Promise.allSettled([migrate(target), migrate(target)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await writeMigrations(first, second);
    await Promise.all([migrate(target), migrate(target)]);
    expect(await tables()).toEqual(['first', 'second']);
  });

  test('does not count as applied when its transaction cannot commit', async () => {
    const deferred =
      'CREATE TABLE parent (id integer PRIMARY KEY); CREATE TABLE child (id integer REFERENCES parent DEFERRABLE INITIALLY DEFERRED); INSERT INTO child VALUES (1);';
    await writeMigrations(first, { ...second, up: deferred });
    await expect(migrate(target)).rejects.toThrow(/violates foreign key/);
    expect(await tables()).toEqual([]);
    expect(await schemas()).toBe(0);
  });
});

test('a migration that arrives late is applied, although a newer one already is', async () => {
  await writeMigrations({ ...first, when: 1000 }, { ...third, when: 3000 });
  await migrate(target);
  await writeMigrations({ ...first, when: 1000 }, { ...third, when: 3000 }, { ...second, when: 2000 });
  await migrate(target);
  expect(await tables()).toEqual(['first', 'third', 'second']);
});

describe('a down migration that fails', () => {
  test('is named and changes nothing, and those before it stay done', async () => {
    await writeMigrations(first, { ...second, down: 'DROP TABLE second; DROP TABLE nowhere;' }, third);
    await migrate(target);
    await expect(migrateDown({ ...target, keep: 0 })).rejects.toThrow(
      'the down migration of 0001_second failed, and 0001_second is still applied: table "nowhere" does not exist',
    );
    expect(await tables()).toEqual(['first', 'second']);
    expect(await applied()).toBe(2);

    await writeMigrations(first, second, third);
    await migrateDown({ ...target, keep: 0 });
    expect(await tables()).toEqual([]);
    expect(await applied()).toBe(0);
  });

  test('is named when it is missing', async () => {
    await writeMigrations(first);
    await migrate(target);
    await rm(join(migrationsFolder, 'down', '0000_first.sql'));
    await expect(migrateDown({ ...target, keep: 0 })).rejects.toThrow(/down migration of 0000_first.*ENOENT/);
    expect(await tables()).toEqual(['first']);
  });
});
