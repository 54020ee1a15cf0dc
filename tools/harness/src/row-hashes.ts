import { connectDatabase } from '@dreamteamhub/db';

/** Count and hash of the rows of every table, in whatever order they are; of the queue, the jobs that are to be done. */
export async function rowHashes(url: string): Promise<Record<string, string>> {
  // One connection: the setting is for the queries after it.
  const { pool, close } = connectDatabase({ connectionString: url, maxConnections: 1 });
  try {
    await pool.query(`SET timezone = 'UTC'`);
    const { rows: tables } = await pool.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class
       WHERE relkind IN ('r', 'p') AND NOT relispartition
         AND (relnamespace = 'public'::regnamespace OR oid = 'pgboss.job'::regclass)`,
    );
    const parts = tables.map(
      ({ name }) =>
        `SELECT '${name}' AS name, count(*) || ' ' || coalesce(sum(hashtextextended(rows::text, 0)), 0) AS hash
         FROM ${name} AS rows ${name === 'pgboss.job' ? `WHERE state < 'completed'` : ''}`,
    );
    const { rows } = await pool.query<{ name: string; hash: string }>(parts.join(' UNION ALL '));
    return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
  } finally {
    await close();
  }
}
