import { sql } from 'drizzle-orm';
import type { TestHub } from './hub-fixture.ts';
import { query } from './shop.ts';

/**
 * The rows of each table, those of the job queue as well, as one hash: equal ones hold the same rows. Left out are the
 * test events, when and from where a key was last used, and the times at which pg-boss looked after its queues.
 */
export async function fingerprints(hub: TestHub): Promise<Record<string, string>> {
  // What the hub notes a moment later about events before.
  await hub.deps.services.arrivals.flush();
  const tables = await query<{ schema: string; name: string }>(
    hub,
    sql`SELECT nspname AS schema, relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE (nspname = 'public' AND relname <> 'test_events' OR nspname = 'pgboss' AND relname IN ('job', 'job_common'))
          AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1, 2`,
  );
  const parts = tables.map(
    ({ schema, name }) => sql`
      SELECT ${`${schema}.${name}`}::text AS name, count(*) || ' ' || coalesce(md5(string_agg(row, E'\n' ORDER BY row)), '') AS hash
      FROM (SELECT (to_jsonb(own) - 'last_used_at' - 'last_used_network')::text AS row
            FROM ${sql.identifier(schema)}.${sql.identifier(name)} AS own) AS rows`,
  );
  const rows = await query<{ name: string; hash: string }>(hub, sql.join(parts, sql` UNION ALL `));
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}
