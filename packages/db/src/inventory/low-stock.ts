import { type SQL, sql } from 'drizzle-orm';

/**
 * Whether a product is low: fewer units than its threshold, and not archived. Queries and the partial indexes share this
 * one text, so that the planner uses the indexes: a scan reads the low products, not all of them.
 */
export const isLow: SQL = lowAs('');

/** The same for a product under the alias `alias`. */
export function isLowOf(alias: 'product' | 'low'): SQL {
  return lowAs(`${alias}.`);
}

function lowAs(prefix: string): SQL {
  return sql.raw(`${prefix}stock < ${prefix}threshold AND ${prefix}archived_at IS NULL`);
}
