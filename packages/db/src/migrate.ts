import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';

const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

/** Any constant will do, as long as every version of the hub takes the same one. */
const MIGRATION_LOCK = 7_200_101;

interface Journal {
  entries: { tag: string; when: number }[];
}

/**
 * Brings a database to the current schema. Several processes may call it at once: one applies, the others wait.
 * Every migration is safe beside the previous version of the hub.
 */
export async function migrate(options: { connectionString: string }): Promise<void> {
  await underLock(options.connectionString, async (client) => {
    await applyMigrations(drizzle(client), { migrationsFolder });
  });
}

/**
 * Takes migrations back, newest first, until only the first `keep` of them are left. Data of what is taken back is gone.
 */
export async function migrateDown(options: { connectionString: string; keep: number }): Promise<void> {
  const journal = JSON.parse(await readFile(`${migrationsFolder}/meta/_journal.json`, 'utf8')) as Journal;
  await underLock(options.connectionString, async (client) => {
    const applied = await appliedMigrations(client);
    for (const { tag, when } of journal.entries.slice(options.keep).reverse()) {
      if (!applied.has(when)) continue;
      const statements = await readFile(`${migrationsFolder}/down/${tag}.sql`, 'utf8');
      await client.query('BEGIN');
      try {
        await client.query(statements);
        await client.query('DELETE FROM drizzle.__drizzle_migrations WHERE created_at = $1', [when]);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      }
    }
  });
}

/** Whether every migration this version knows has been applied. */
export async function isMigrated(db: {
  execute: (query: ReturnType<typeof sql>) => Promise<{ rows: unknown[] }>;
}) {
  const known = readMigrationFiles({ migrationsFolder });
  const { rows } = await db.execute(
    sql`SELECT count(*)::integer AS applied FROM drizzle.__drizzle_migrations
        WHERE created_at = ANY(${sql.param(known.map((migration) => migration.folderMillis))}::bigint[])`,
  );
  return (rows[0] as { applied: number }).applied === known.length;
}

async function appliedMigrations(client: Client): Promise<Set<number>> {
  const { rows } = await client.query<{ created_at: string }>(
    'SELECT created_at FROM drizzle.__drizzle_migrations',
  );
  return new Set(rows.map((row) => Number(row.created_at)));
}

// A lock held by one connection: drizzle takes none, and two migrators at once would both apply.
async function underLock(connectionString: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: 10_000,
    options: '-c timezone=UTC',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await work(client);
  } finally {
    await client.end();
  }
}
