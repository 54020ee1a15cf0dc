import type { ClientBase } from 'pg';
import { listMigrations } from '../migrate.ts';

/** Which migrations a database has: `created_at` of each in its list, and the name of the last. */
export interface SchemaVersion {
  applied: number[];
  /** As the version of the hub that read it names it. */
  last: string;
}

/** Returns null for a database in which no migration of the hub was applied. */
export async function readSchemaVersion(client: Pick<ClientBase, 'query'>): Promise<SchemaVersion | null> {
  const { rows: lists } = await client.query(
    "SELECT FROM pg_class WHERE relnamespace = to_regnamespace('drizzle') AND relname = '__drizzle_migrations'",
  );
  if (lists.length === 0) return null;
  const { rows } = await client.query<{ at: string }>(
    'SELECT created_at AS at FROM drizzle.__drizzle_migrations ORDER BY created_at',
  );
  const applied = rows.map(({ at }) => Number(at));
  const last = applied.at(-1);
  if (last === undefined) return null;
  const known = await listMigrations();
  return {
    applied,
    last: known.find(({ when }) => when === last)?.tag ?? `of ${new Date(last).toISOString()}`,
  };
}

/** How many of this version's migrations make that schema; null when it has some that this version does not know. */
export async function countMigrations({ applied }: Pick<SchemaVersion, 'applied'>): Promise<number | null> {
  const known = (await listMigrations()).map(({ when }) => when);
  const count = applied.length;
  const isPrefix = known.slice(0, count).every((when) => applied.includes(when));
  return isPrefix && count <= known.length ? count : null;
}
