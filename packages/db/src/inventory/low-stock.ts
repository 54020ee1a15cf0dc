import { type SQL, sql } from 'drizzle-orm';

/**
 * Whether a product is low: fewer units than its threshold, and not archived. The one text of it, also in the partial
 * indexes, so that the planner recognises them: a scan costs what is low, not what is stored.
 */
export const isLow: SQL = lowAs('');

/** The same of a product that a statement calls `alias`. */
export function isLowOf(alias: 'product' | 'low'): SQL {
  return lowAs(`${alias}.`);
}

function lowAs(prefix: string): SQL {
  return sql.raw(`${prefix}stock < ${prefix}threshold AND ${prefix}archived_at IS NULL`);
}
