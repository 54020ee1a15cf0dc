import { getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import type { ClientBase } from 'pg';
import * as schema from '../schema.ts';

/** What of a table a logical backup has. */
export interface TableToCopy {
  /** Qualified and quoted. */
  name: string;
  /** Quoted; those that PostgreSQL computes are left out. */
  columns: string[];
  /** Rows that are left out. */
  where?: string;
}

/** Files for a day, which their owners can make anew: restored without rows. */
const LEFT_OUT: ReadonlySet<string> = new Set(['list_exports', 'list_export_parts']);

const OURS = Object.values(schema).flatMap((table) => (is(table, PgTable) ? [getTableName(table)] : []));

/** Of the queue only what is still to be done, and what that refers to: the rest is made anew by a start. */
const QUEUE: Readonly<Record<string, string | undefined>> = { queue: undefined, job: `state < 'completed'` };

/** Returns the hub's tables, and the queue's, in an order in which rows find those that they refer to. */
export async function listTables(client: Pick<ClientBase, 'query'>): Promise<TableToCopy[]> {
  const { rows } = await client.query<{ schema: string; table: string; name: string; columns: string[] }>(
    `SELECT relnamespace::regnamespace::text AS schema, relname AS "table", format('%I.%I', relnamespace::regnamespace::text, relname) AS name,
            array_agg(quote_ident(attname) ORDER BY attnum) AS columns
     FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
     WHERE relkind IN ('r', 'p') AND (relnamespace = 'public'::regnamespace AND relname = ANY ($1)
       OR relnamespace = to_regnamespace('pgboss') AND relname = ANY ($2))
     GROUP BY pg_class.oid`,
    [OURS, Object.keys(QUEUE)],
  );
  const tables = rows.map(({ schema: of, table, name, columns }) => {
    const where = of === 'pgboss' ? QUEUE[table] : LEFT_OUT.has(table) ? 'false' : undefined;
    return where === undefined ? { name, columns } : { name, columns, where };
  });
  return inOrder(tables, await readReferences(client));
}

/** Pairs of tables, of which the first refers to the second. */
async function readReferences(client: Pick<ClientBase, 'query'>): Promise<[string, string][]> {
  const name = (oid: string) =>
    `(SELECT format('%I.%I', relnamespace::regnamespace::text, relname) FROM pg_class WHERE pg_class.oid = ${oid})`;
  const { rows } = await client.query<{ from: string; to: string }>(
    `SELECT ${name('coalesce(inhparent, conrelid)')} AS "from", ${name('confrelid')} AS "to"
     FROM pg_constraint LEFT JOIN pg_inherits ON inhrelid = conrelid WHERE contype = 'f'`,
  );
  return rows.filter(({ from, to }) => from !== to).map(({ from, to }) => [from, to]);
}

function inOrder(tables: readonly TableToCopy[], references: readonly [string, string][]): TableToCopy[] {
  const ordered: TableToCopy[] = [];
  const waiting = new Set(tables);
  while (waiting.size > 0) {
    const names = new Set([...waiting].map(({ name }) => name));
    const free = [...waiting].filter(
      ({ name }) => !references.some(([from, to]) => from === name && names.has(to)),
    );
    if (free.length === 0)
      throw new Error(`tables refer to each other in a circle: ${[...names].join(', ')}`);
    for (const table of free) waiting.delete(table);
    ordered.push(...free);
  }
  return ordered;
}
