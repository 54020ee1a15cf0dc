import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { Client } from 'pg';
import { buildIndexes, laterIndexOf } from './build-indexes.ts';
import { sessionConfig } from './core/limits.ts';
import { type MigrationLockOptions, underMigrationLock } from './migration-lock.ts';
import { namingRole, refuseToCreate, refuseToRun } from './rights/lacking.ts';
import { closeFunctions, grantTo } from './rights/secure.ts';
import { validateConstraints } from './validate-constraints.ts';

const ownFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/** What the connection of a migration is called at the database. */
const APPLICATION_NAME = 'dreamteamhub-migrate';

/**
 * A migration that waits for a table lets nobody else have it meanwhile, clicks included: it steps back and tries again,
 * so that it never holds up a running hub for longer than this.
 */
const LOCK_MILLISECONDS = 3_000;
const LOCK_TRIES = 10;

interface MigrationOptions extends MigrationLockOptions {
  /** Must lead to PostgreSQL itself, or through a pooler that gives each connection a session of its own. */
  connectionString: string;
  /** Default: the hub's own folder. */
  migrationsFolder?: string;
}

/** A connection of the role that migrates. */
export type MigrationClient = Pick<Client, 'query'>;

interface UpOptions extends MigrationOptions {
  /** Applies the first so many migrations only. */
  upTo?: number;
  /** Makes what the owner of the tables has to make besides, such as the schema of the job queue. */
  alsoMake?: ((client: MigrationClient) => Promise<void>) | undefined;
  /** The role of the running hub, which gets the rights that it needs; unset: the role that migrates. */
  applicationRole?: string | undefined;
  /** Takes a line about a role that the rights do not hold, or about rows that a new constraint would not take. */
  onWarning?: ((line: string) => void) | undefined;
}

interface Migration {
  /** Number and name, as in its file names. */
  tag: string;
  /** Time of creation; the `created_at` of an applied migration in the database's list. */
  when: number;
  statements: string[];
  hash: string;
}

/**
 * Brings a database to the current schema, or to the first `upTo` migrations. Several processes may call it at once: one
 * applies, the others wait. Every migration is safe beside the previous version of the hub.
 *
 * All pending migrations run in one transaction: when one fails, none is applied and nothing is left, so that the previous
 * version can start again. The error names the migration that failed. What they could only do by locking a table for long,
 * looking through all of its rows or building an index of them, comes after that. When none is pending, nothing is created, so that a role that could
 * not will do. Throws {@link LackingRightError} where the role lacks a right.
 */
export async function migrate(options: UpOptions): Promise<void> {
  const known = await readMigrations(options.migrationsFolder ?? ownFolder);
  await connected(options, async (client) => {
    const applied = await appliedMigrations(client);
    const pending = known.slice(0, options.upTo).filter(({ when }) => !applied.has(when));
    if (pending.length > 0) {
      await refuseToCreate(client);
      await withPatience(client, options, () =>
        inTransaction(client, async () => {
          await createList(client);
          for (const migration of pending) {
            options.signal?.throwIfAborted();
            await named(`migration ${migration.tag} failed, and no pending migration was applied`, () =>
              apply(client, migration),
            );
          }
        }),
      );
    }
    const statements = known.slice(0, options.upTo).flatMap((migration) => migration.statements);
    for (const problem of await buildIndexes(client, statements)) options.onWarning?.(problem);
    for (const problem of await validateConstraints(client)) options.onWarning?.(problem);
    await options.alsoMake?.(client);
    const { applicationRole } = options;
    await inTransaction(client, async () => {
      if (pending.length > 0 || applicationRole !== undefined) await closeFunctions(client);
      if (applicationRole === undefined) return refuseToRun(client);
      const warning = await grantTo(client, applicationRole);
      if (warning !== null) options.onWarning?.(warning);
    });
  });
}

/**
 * Reverts migrations, newest first, until only the first `keep` of them are left. Their data is lost.
 *
 * Each down migration runs in a transaction of its own: one that fails changes nothing, and those before it stay done.
 * The error names the migration.
 */
export async function migrateDown(options: MigrationOptions & { keep: number }): Promise<void> {
  const folder = options.migrationsFolder ?? ownFolder;
  const known = await readMigrations(folder);
  await connected(options, async (client) => {
    const applied = await appliedMigrations(client);
    for (const { tag, when } of known.slice(options.keep).reverse()) {
      if (!applied.has(when)) continue;
      await named(`the down migration of ${tag} failed, and ${tag} is still applied`, async () => {
        const statements = await readFile(`${folder}/down/${tag}.sql`, 'utf8');
        await withPatience(client, options, () =>
          inTransaction(client, async () => {
            await client.query(statements);
            await client.query('DELETE FROM drizzle.__drizzle_migrations WHERE created_at = $1', [when]);
          }),
        );
      });
    }
  });
}

/** Returns whether every migration that this version knows has been applied. */
export async function isMigrated(db: {
  execute: (query: ReturnType<typeof sql>) => Promise<{ rows: unknown[] }>;
}) {
  const known = readMigrationFiles({ migrationsFolder: ownFolder });
  const { rows } = await db.execute(
    sql`SELECT count(*)::integer AS applied FROM drizzle.__drizzle_migrations
        WHERE created_at = ANY(${sql.param(known.map((migration) => migration.folderMillis))}::bigint[])`,
  );
  return (rows[0] as { applied: number }).applied === known.length;
}

/** Returns the migrations that this version knows, in their order. */
export async function listMigrations(): Promise<Pick<Migration, 'tag' | 'when'>[]> {
  return readMigrations(ownFolder);
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const journal = await readFile(`${folder}/meta/_journal.json`, 'utf8');
  const { entries } = JSON.parse(journal) as { entries: { tag: string }[] };
  return readMigrationFiles({ migrationsFolder: folder }).map((migration, place) => ({
    tag: entries[place]?.tag ?? '',
    when: migration.folderMillis,
    statements: migration.sql,
    hash: migration.hash,
  }));
}

// The table of drizzle's own migrator. We do not use that migrator: it does not say which migration failed, and it skips
// a migration that is older than the last applied one.
async function createList(client: Client): Promise<void> {
  // Not IF NOT EXISTS, which asks for the right to create even where there is nothing to do.
  const { rowCount } = await client.query("SELECT FROM pg_namespace WHERE nspname = 'drizzle'");
  if (rowCount === 0) await client.query('CREATE SCHEMA drizzle');
  await client.query(
    'CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)',
  );
}

async function appliedMigrations(client: Client): Promise<Set<number>> {
  const { rows: list } = await client.query(
    "SELECT FROM pg_class WHERE relnamespace = to_regnamespace('drizzle') AND relname = '__drizzle_migrations'",
  );
  if (list.length === 0) return new Set();
  const { rows } = await client.query<{ created_at: string }>(
    'SELECT created_at FROM drizzle.__drizzle_migrations',
  );
  return new Set(rows.map((row) => Number(row.created_at)));
}

async function apply(client: Client, { statements, hash, when }: Migration): Promise<void> {
  for (const statement of statements) {
    if (laterIndexOf(statement) === null) await client.query(statement);
  }
  await client.query('INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ($1, $2)', [
    hash,
    when,
  ]);
}

async function named(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new Error(`${what}: ${messageOf(cause)}`, { cause });
  }
}

async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    // When the connection is gone, the server rolls back by itself; the first error is the one to report.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function connected(options: MigrationOptions, work: (client: Client) => Promise<void>): Promise<void> {
  options.signal?.throwIfAborted();
  const client = new Client({
    ...sessionConfig(options.connectionString, null),
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: APPLICATION_NAME,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await underMigrationLock(client, options, () => namingRole(client, () => work(client)));
  } finally {
    await client.end();
  }
}

/** Runs the work again where another session has a table that it needs; throws PostgreSQL's refusal in the end. */
async function withPatience(
  client: Client,
  options: MigrationOptions,
  work: () => Promise<void>,
): Promise<void> {
  await client.query(`SET lock_timeout = ${LOCK_MILLISECONDS}`);
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isLocked(error) || tries === LOCK_TRIES) throw error;
      options.signal?.throwIfAborted();
      if (tries === 1) options.onWait?.(`${messageOf(error)}; trying again`);
      // Lets those pass who queued up behind it.
      await sleep(LOCK_MILLISECONDS / 3, undefined, { signal: options.signal }).catch(() =>
        options.signal?.throwIfAborted(),
      );
    }
  }
}

/** Lock timeout, and deadlock: another session had one table of a migration and wanted another. */
const LOCKED = new Set<unknown>(['55P03', '40P01']);

function isLocked(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return LOCKED.has(code) || (cause !== undefined && isLocked(cause));
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
