import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from 'drizzle-kit';
import { type DraftMigration, draftMigration, snapshotsIn } from './drizzle-kit.ts';
import { type FunctionText, functionsAfter, parseFunctionFile } from './function-text.ts';
import { type FunctionPlan, planFunctions } from './plan-functions.ts';

export interface GenerateOptions {
  config: Config;
  migrationsFolder: string;
  functionsFolder: string;
  /** The migration's name without its number. */
  name: string;
  /** Makes an empty migration for data, even when nothing changed. */
  isCustom: boolean;
  /** Whether drizzle-kit may ask, on the terminal, what was renamed. */
  canAsk: boolean;
}

/**
 * Writes the next migration, with the changes of the tables and of the function files, and its down migration. Writes
 * all files or none; the new snapshot replaces the older ones. Returns a report in lines.
 */
export async function generateMigration(options: GenerateOptions): Promise<string[]> {
  const { migrationsFolder, isCustom } = options;
  if (!/^[a-z][a-z0-9_]*$/.test(options.name)) {
    throw new Error('a migration name has lower-case letters, digits and underscores: add_something');
  }
  const plan = planFunctions(
    functionsAfter(await readMigrations(migrationsFolder)),
    await readFunctionFiles(options.functionsFolder),
  );
  const tables = isCustom ? null : await draftMigration(options);
  if (!tables && !isCustom && plan.changes.length === 0) {
    return ['Neither the tables nor the functions changed. Nothing was written.'];
  }
  const draft = tables ?? (await draftMigration({ ...options, isCustom: true }));
  if (!draft) throw new Error('drizzle-kit wrote no migration');

  // No plan can know these parts: the author writes them.
  const byHand = isCustom ? 'data' : tables ? 'tables' : null;
  const missingDown = byHand && `the down migration of the ${byHand} of ${draft.tag}`;
  const first = isCustom ? unwritten(`the migration ${draft.tag}`) : tables?.sql;
  const up = [...(first ? [first] : []), ...plan.up];
  const down = [...(missingDown ? [unwritten(missingDown)] : []), ...plan.down];
  const before = await snapshotsIn(join(migrationsFolder, 'meta'));
  await writeFiles(migrationsFolder, draft, {
    up: `${up.join('\n--> statement-breakpoint\n')}\n`,
    down: `${down.join('\n')}\n`,
  });
  const left = await removeFiles(before.map((name) => join(migrationsFolder, 'meta', name)));
  return [...report(draft.tag, { plan, byHand }), ...left];
}

/** Reads every file of `sql/functions`. Throws when {@link parseFunctionFile} refuses one. */
export async function readFunctionFiles(folder: string): Promise<Map<string, FunctionText>> {
  const functions = new Map<string, FunctionText>();
  for (const fileName of (await readdir(folder)).sort()) {
    const found = parseFunctionFile(fileName, await readFile(join(folder, fileName), 'utf8'));
    functions.set(found.name, found);
  }
  return functions;
}

/** Reads the migrations in the order of the journal. */
export async function readMigrations(folder: string): Promise<string[]> {
  const journal = await readFile(join(folder, 'meta', '_journal.json'), 'utf8');
  const { entries } = JSON.parse(journal) as { entries: { tag: string }[] };
  return Promise.all(entries.map(({ tag }) => readFile(join(folder, `${tag}.sql`), 'utf8')));
}

/** A placeholder that fails until it is replaced: an empty step would pass unnoticed. */
function unwritten(what: string): string {
  return `-- Put ${what} in place of the next line.\nDO $$ BEGIN RAISE EXCEPTION '${what} is not written'; END $$;`;
}

async function writeFiles(
  folder: string,
  draft: DraftMigration,
  texts: { up: string; down: string },
): Promise<void> {
  const written: string[] = [];
  const write = async (path: string, text: string) => {
    // Fails if the file exists; once created, it is ours to remove.
    await writeFile(path, '', { flag: 'wx' });
    written.push(path);
    await writeFile(path, text);
  };
  const journal = join(folder, 'meta', '_journal.json');
  try {
    await write(join(folder, 'down', `${draft.tag}.sql`), texts.down);
    await write(join(folder, `${draft.tag}.sql`), texts.up);
    await write(join(folder, 'meta', draft.snapshot.fileName), draft.snapshot.text);
    await write(`${journal}.new`, draft.journal);
    // Last, and atomically: a file counts as a migration only when the journal names it.
    await rename(`${journal}.new`, journal);
  } catch (error) {
    await Promise.all(written.map((path) => rm(path, { force: true })));
    throw error;
  }
}

/** Removes files, and reports those that it cannot remove: the migration is already written, and they do no harm. */
async function removeFiles(paths: string[]): Promise<string[]> {
  const results = await Promise.allSettled(paths.map((path) => rm(path)));
  return results.flatMap((result, place) =>
    result.status === 'rejected' ? [`Remove ${paths[place]} by hand: ${String(result.reason)}`] : [],
  );
}

function report(tag: string, { plan, byHand }: { plan: FunctionPlan; byHand: 'tables' | 'data' | null }) {
  const parts = [...(byHand ? [byHand] : []), ...plan.changes.map(({ name, kind }) => `${name} (${kind})`)];
  const unsafe = plan.changes.filter(({ kind }) => kind === 'changed signature' || kind === 'deleted');
  const yours = { tables: 'The down migration of the tables', data: 'The migration and its down migration' };
  return [
    `Wrote migrations/${tag}.sql: ${parts.join(', ')}.`,
    `Wrote migrations/down/${tag}.sql, its down migration.`,
    ...(byHand ? [`${yours[byHand]} must be written by hand. Until then, the migration tests fail.`] : []),
    ...unsafe.map(({ name }) => `The previous version of the hub can no longer call ${name}.`),
  ];
}
