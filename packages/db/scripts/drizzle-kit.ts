import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from 'drizzle-kit';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(PACKAGE, 'node_modules', 'drizzle-kit', 'bin.cjs');

interface DrizzleKitOptions {
  config: Config;
  migrationsFolder: string;
  name: string;
  /** Makes an empty migration instead of one with the changes of the tables. */
  isCustom: boolean;
  /** Whether drizzle-kit may ask on the terminal what was renamed. */
  canAsk: boolean;
}

/** The files that drizzle-kit wrote for a migration. */
export interface DraftMigration {
  tag: string;
  sql: string;
  snapshot: { fileName: string; text: string };
  journal: string;
}

/**
 * Runs `drizzle-kit generate` in a temporary folder, so that the migrations stay as they are when it fails or is
 * interrupted. Returns what it wrote, or null when no table changed.
 */
export async function draftMigration(options: DrizzleKitOptions): Promise<DraftMigration | null> {
  // Inside the package, because drizzle-kit takes only paths relative to its working directory.
  const folder = await mkdtemp(join(PACKAGE, 'node_modules', '.generate-'));
  try {
    const known = await copyNewest(options.migrationsFolder, join(folder, 'meta'));
    const config = join(folder, 'drizzle.config.json');
    await writeFile(config, JSON.stringify({ ...options.config, out: relative(PACKAGE, folder) }));
    const flags = [`--config=${relative(PACKAGE, config)}`, `--name=${options.name}`];
    const output = await runDrizzleKit(options.isCustom ? [...flags, '--custom'] : flags, 'pipe');
    const draft = await readDraft(folder, known);
    if (draft || output.includes('No schema changes')) return draft;
    // drizzle-kit exits with 0 after an error too, and without a terminal it fails instead of asking.
    if (!options.canAsk) throw new Error(`drizzle-kit failed:\n${output}`);
    await runDrizzleKit(flags, 'inherit');
    const answered = await readDraft(folder, known);
    if (!answered) throw new Error('drizzle-kit wrote no migration');
    return answered;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns the names of the snapshots in a folder of migrations, oldest first. */
export async function snapshotsIn(metaFolder: string): Promise<string[]> {
  return (await readdir(metaFolder)).filter((name) => name.endsWith('_snapshot.json')).sort();
}

async function copyNewest(migrationsFolder: string, metaFolder: string): Promise<string | undefined> {
  const source = join(migrationsFolder, 'meta');
  const newest = (await snapshotsIn(source)).at(-1);
  await mkdir(metaFolder);
  for (const name of ['_journal.json', newest]) {
    if (name) await cp(join(source, name), join(metaFolder, name));
  }
  return newest;
}

async function readDraft(folder: string, known: string | undefined): Promise<DraftMigration | null> {
  const fileName = (await snapshotsIn(join(folder, 'meta'))).find((name) => name !== known);
  const sqlFile = (await readdir(folder)).find((name) => name.endsWith('.sql'));
  if (!fileName || !sqlFile) return null;
  return {
    tag: sqlFile.replace(/\.sql$/, ''),
    sql: await readFile(join(folder, sqlFile), 'utf8'),
    snapshot: { fileName, text: await readFile(join(folder, 'meta', fileName), 'utf8') },
    journal: await readFile(join(folder, 'meta', '_journal.json'), 'utf8'),
  };
}

/** Returns what drizzle-kit printed, unless it went to the terminal. */
async function runDrizzleKit(flags: string[], output: 'pipe' | 'inherit'): Promise<string> {
  const child = spawn(process.execPath, [BIN, 'generate', ...flags], {
    cwd: PACKAGE,
    stdio: output === 'pipe' ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  // Ctrl-C reaches drizzle-kit too; this process must survive to clean up.
  const stay = () => undefined;
  process.on('SIGINT', stay);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve);
    });
    if (code !== 0) throw new Error(`drizzle-kit was interrupted or failed\n${printed}`.trim());
    return printed;
  } finally {
    process.off('SIGINT', stay);
  }
}
