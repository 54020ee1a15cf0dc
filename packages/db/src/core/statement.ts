import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** A statement with numbered parameters, and the name under which a connection prepares it. */
export interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/** Runs a statement: on the pool prepared once per connection; in a transaction, which takes no names, unprepared. */
export async function runStatement<Row extends Record<string, unknown>>(
  db: Executor,
  statement: Statement,
): Promise<Row[]> {
  if ('$client' in db) return (await db.$client.query<Row>(statement)).rows;
  return (await db.execute<Row>(bind(statement))).rows as Row[];
}

/** Turns a statement into drizzle's form; each parameter must occur once and in order. */
function bind({ text, values }: Statement): SQL {
  const parts = text.split(/\$\d+/);
  return sql.join(
    parts.flatMap((part, index) =>
      index === 0 ? [sql.raw(part)] : [sql`${values[index - 1]}`, sql.raw(part)],
    ),
  );
}
