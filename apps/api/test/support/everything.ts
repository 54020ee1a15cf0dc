import { sql } from 'drizzle-orm';
import type { TestHub } from './hub-fixture.ts';
import { query } from './shop.ts';

/** Every row of every table of a hub, those of the job queue as well, as text: what is not in here is not stored. */
export async function everythingStored(hub: TestHub): Promise<string> {
  const tables = await query<{ schema: string; name: string }>(
    hub,
    sql`SELECT nspname AS schema, relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname IN ('public', 'pgboss') AND relkind IN ('r', 'p') AND NOT relispartition`,
  );
  const texts = await Promise.all(
    tables.map(async ({ schema, name }) =>
      JSON.stringify(await query(hub, sql`SELECT * FROM ${sql.identifier(schema)}.${sql.identifier(name)}`)),
    ),
  );
  return texts.join('\n');
}
