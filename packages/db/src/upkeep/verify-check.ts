import { type SQL, sql } from 'drizzle-orm';

/** One check: two queries for (key, day, what, value) that should return the same. */
export interface Check {
  actual: SQL;
  booked: SQL;
  /** The number of compared rows; may read `actual`. */
  size: SQL;
  /** The name of `key`'s row. */
  name: SQL;
}

/** The handle of the affiliate whose id is a check's key. */
export const handle = sql`(SELECT handle FROM affiliates WHERE id = key)`;
