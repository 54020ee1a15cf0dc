import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import config from '../drizzle.config.ts';
import { functionsAfter } from '../scripts/function-text.ts';
import { generateMigration, readFunctionFiles, readMigrations } from '../scripts/generate-migration.ts';
import { planFunctions } from '../scripts/plan-functions.ts';
import { migrate, migrateDown } from '../src/migrate.ts';
import { readCatalog } from '../src/test/catalog.ts';
import { createEmptyDatabase, type EmptyDatabase } from '../src/test/empty-database.ts';

const packageFile = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const tags = async (folder: string) =>
  (await readdir(folder)).filter((name) => name.endsWith('.sql')).map((name) => name.replace('.sql', ''));
/** How many migrations the hub has: the next one has this number. */
const COUNT = (await tags(packageFile('migrations'))).length;
const nextTag = `${String(COUNT).padStart(4, '0')}_next`;

// A copy of the hub's own, where a test may write.
let folder: string;
let options: Parameters<typeof generateMigration>[0];
const inMigrations = (path: string) => join(options.migrationsFolder, path);
const functionFile = (name: string) => join(options.functionsFolder, `${name}.sql`);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-generate-'));
  const [migrationsFolder, functionsFolder] = [join(folder, 'migrations'), join(folder, 'functions')];
  await cp(packageFile('migrations'), migrationsFolder, { recursive: true });
  await cp(packageFile('sql/functions'), functionsFolder, { recursive: true });
  options = { config, migrationsFolder, functionsFolder, name: 'next', isCustom: false, canAsk: false };
});
afterEach(() => rm(folder, { recursive: true }));

async function everyFile(): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  return Promise.all(
    names.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return `${path}\n${await readFile(path, 'utf8')}`;
    }),
  );
}

async function edit(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
}

describe('the hub as it is', () => {
  test('keeps the newest snapshot only, and a down migration for every migration', async () => {
    const newest = `${String(COUNT - 1).padStart(4, '0')}_snapshot.json`;
    expect((await readdir(packageFile('migrations/meta'))).sort()).toEqual([newest, '_journal.json']);
    expect(await tags(packageFile('migrations/down'))).toEqual(await tags(packageFile('migrations')));
  });

  test('has nothing to generate: migrations, tables and functions agree', async () => {
    const before = await everyFile();
    expect(await generateMigration(options)).toEqual([
      'Neither the tables nor the functions changed. Nothing was written.',
    ]);
    expect(await everyFile()).toEqual(before);
  });
});

describe('on a database', () => {
  let database: EmptyDatabase;
  let target: { connectionString: string; migrationsFolder: string };
  const catalog = () => readCatalog(database.client);
  beforeEach(async () => {
    database = await createEmptyDatabase();
    target = { connectionString: database.url, migrationsFolder: options.migrationsFolder };
    await migrate(target);
  });
  afterEach(() => database.drop());

  test('changed functions go up and back by themselves', async () => {
    await edit(functionFile('hub_judge_stock'), "'not_enough'", "'far_too_few'");
    await edit(functionFile('hub_moves_alert'), 'threshold integer)', 'threshold integer, note text)');
    await edit(functionFile('hub_fold_rollup_deltas'), 'RETURNS integer', 'RETURNS bigint');
    await rm(functionFile('hub_stock_event'));
    const made = (name: string, body: string) =>
      writeFile(
        functionFile(name),
        `-- New.\nCREATE OR REPLACE FUNCTION ${name}() RETURNS integer\nLANGUAGE sql AS $$ SELECT ${body} $$;\n`,
      );
    await made('hub_a_caller', 'hub_callee()');
    await made('hub_callee', '1');

    expect(await generateMigration(options)).toEqual([
      `Wrote migrations/${nextTag}.sql: hub_a_caller (new), hub_callee (new), hub_fold_rollup_deltas (changed signature), ` +
        'hub_judge_stock (changed), hub_moves_alert (changed signature), hub_stock_event (deleted).',
      `Wrote migrations/down/${nextTag}.sql, its down migration.`,
      'The previous version of the hub can no longer call hub_fold_rollup_deltas.',
      'The previous version of the hub can no longer call hub_moves_alert.',
      'The previous version of the hub can no longer call hub_stock_event.',
    ]);
    const files = await readFunctionFiles(options.functionsFolder);
    const migrated = functionsAfter(await readMigrations(options.migrationsFolder));
    expect(planFunctions(migrated, files).changes).toEqual([]);
    expect((await readdir(inMigrations('meta'))).sort()).toEqual([
      `${nextTag.slice(0, 4)}_snapshot.json`,
      '_journal.json',
    ]);

    const before = await catalog();
    await migrate(target);
    const after = await catalog();
    expect(after.functions?.length).toBe(files.size);
    for (const text of ['far_too_few', 'note text', 'RETURNS bigint', 'hub_a_caller']) {
      expect(after.functions?.join()).toContain(text);
      expect(before.functions?.join()).not.toContain(text);
    }
    await migrateDown({ ...target, keep: COUNT });
    expect(await catalog()).toEqual(before);
    await migrate(target);
    expect(await catalog()).toEqual(after);
  });

  test('the down migration of a table fails until somebody writes it', async () => {
    const schema = join(folder, 'schema.ts');
    const drizzle = createRequire(import.meta.url).resolve('drizzle-orm/pg-core');
    await writeFile(
      schema,
      `import { integer, pgTable } from ${JSON.stringify(drizzle)};
       export * from ${JSON.stringify(packageFile(String(config.schema)))};
       export const extra = pgTable('extra', { id: integer().primaryKey() });`,
    );
    await edit(functionFile('hub_judge_stock'), "'not_enough'", "'far_too_few'");
    expect(await generateMigration({ ...options, config: { ...config, schema } as typeof config })).toEqual([
      `Wrote migrations/${nextTag}.sql: tables, hub_judge_stock (changed).`,
      `Wrote migrations/down/${nextTag}.sql, its down migration.`,
      'The down migration of the tables must be written by hand. Until then, the migration tests fail.',
    ]);
    const before = await catalog();
    await migrate(target);
    expect((await catalog()).relations).toContainEqual(expect.stringMatching(/^r extra /));
    await expect(migrateDown({ ...target, keep: COUNT })).rejects.toThrow(
      `the down migration of the tables of ${nextTag} is not written`,
    );

    const down = inMigrations(`down/${nextTag}.sql`);
    const [comment = '', line = ''] = (await readFile(down, 'utf8')).split('\n');
    await edit(down, `${comment}\n${line}`, 'DROP TABLE extra;');
    await migrateDown({ ...target, keep: COUNT });
    expect(await catalog()).toEqual(before);
  });

  test('a migration for data fails until somebody writes it', async () => {
    expect(await generateMigration({ ...options, isCustom: true })).toEqual([
      `Wrote migrations/${nextTag}.sql: data.`,
      `Wrote migrations/down/${nextTag}.sql, its down migration.`,
      'The migration and its down migration must be written by hand. Until then, the migration tests fail.',
    ]);
    await expect(migrate(target)).rejects.toThrow(`the migration ${nextTag} is not written`);
    await writeFile(inMigrations(`${nextTag}.sql`), 'SELECT 1;');
    await migrate(target);
    await expect(migrateDown({ ...target, keep: COUNT })).rejects.toThrow(
      `the down migration of the data of ${nextTag} is not written`,
    );
  });
});

describe('nothing is left', () => {
  const expectNothing = async (changed: Partial<typeof options>, message: string | RegExp) => {
    const before = await everyFile();
    await expect(generateMigration({ ...options, ...changed })).rejects.toThrow(message);
    expect(await everyFile()).toEqual(before);
    const installed = await readdir(packageFile('node_modules'));
    expect(installed.filter((name) => name.startsWith('.generate-'))).toEqual([]);
  };

  test('when drizzle-kit fails, and its words are told', async () => {
    const schema = join(folder, 'schema.ts');
    await writeFile(schema, `export * from './such-file.ts';`);
    await expectNothing(
      { config: { ...config, schema } as typeof config },
      /drizzle-kit failed:[\s\S]*such-file/,
    );
  });

  test('when a file of that name is there, which stays as it is', async () => {
    await writeFile(inMigrations(`${nextTag}.sql`), 'SELECT 1;');
    await expectNothing({ isCustom: true }, 'EEXIST');
  });

  test('when a function has not the form', async () => {
    await edit(functionFile('hub_judge_stock'), 'FUNCTION hub_judge', 'FUNCTION public.hub_judge');
    await expectNothing({}, 'sql/functions/hub_judge_stock.sql must be one statement');
  });

  test.each(['Next', '../next', 'next one', ''])('when it is named "%s"', async (name) => {
    await expectNothing({ name }, 'a migration name has lower-case letters');
  });
});
