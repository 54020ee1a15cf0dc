import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** A statement with numbered parameters, under a name by which a connection remembers it. */
export interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/** Runs a statement: parsed once a connection on the pool, as it is inside a transaction, which takes no names. */
export async function runStatement<Row extends Record<string, unknown>>(
  db: Executor,
  statement: Statement,
): Promise<Row[]> {
  if ('$client' in db) return (await db.$client.query<Row>(statement)).rows;
  return (await db.execute<Row>(bind(statement))).rows as Row[];
}

/** A statement with numbered parameters, each once and in order, as drizzle takes it. */
function bind({ text, values }: Statement): SQL {
  const parts = text.split(/\$\d+/);
  return sql.join(
    parts.flatMap((part, index) =>
      index === 0 ? [sql.raw(part)] : [sql`${values[index - 1]}`, sql.raw(part)],
    ),
  );
}
