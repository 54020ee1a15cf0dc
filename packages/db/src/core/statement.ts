import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { Executor } from '../database.ts';

/** A statement with numbered parameters, and the name under which a connection prepares it. */
export interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/** Runs a statement, on the pool or in a transaction; each connection prepares it once. */
export async function runStatement<Row extends Record<string, unknown>>(
  db: Executor,
  { name, text, values }: Statement,
): Promise<Row[]> {
  if ('$client' in db) return (await db.$client.query<Row>({ name, text, values })).rows;
  return (await prepare<Row>(db, name, { sql: text, params: values })).rows;
}

interface Result<Row> {
  rows: Row[];
  rowCount: number | null;
}

const dialect = new PgDialect();

/**
 * Runs a statement in drizzle's form, which each connection prepares once: the database parses it once, and soon plans
 * it once. Its text must be the same each time. The types of what it returns must be those that no migration changes:
 * a connection that has prepared it would refuse the others.
 */
export function runPrepared<Row extends Record<string, unknown>>(
  db: Executor,
  name: string,
  statement: SQL,
): Promise<Result<Row>> {
  return prepare(db, name, dialect.sqlToQuery(statement));
}

async function prepare<Row>(
  db: Executor,
  name: string,
  query: { sql: string; params: unknown[] },
): Promise<Result<Row>> {
  // As `execute` of drizzle does, which takes no name.
  return (await db._.session.prepareQuery(query, undefined, name, false).execute()) as Result<Row>;
}
