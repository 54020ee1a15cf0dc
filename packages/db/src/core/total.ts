import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** Counting further takes long and tells a person nothing. */
const MOST_COUNTED = 10_000;

/** The number of rows that match a list's filters; `isMore`: there are more than `count`, which is then 10,000. */
export interface Total {
  count: number;
  isMore: boolean;
}

/** The database's time, to the millisecond: what came later was not among the rows that somebody saw. */
export async function readClock(db: Executor): Promise<Date> {
  const { rows } = await db.execute<{ now: string }>(sql`SELECT date_trunc('milliseconds', now()) AS now`);
  return new Date(String(rows[0]?.now));
}

/** Counts the rows of `FROM … WHERE …`: at most 10,000, or all of them. */
export async function countRows(db: Executor, rows: SQL, { isWhole = false } = {}): Promise<Total> {
  const limit = isWhole ? sql`` : sql`LIMIT ${MOST_COUNTED + 1}`;
  const { rows: found } = await db.execute<{ total: number }>(
    sql`SELECT count(*)::integer AS total FROM (SELECT ${rows} ${limit}) AS counted`,
  );
  const total = found[0]?.total ?? 0;
  if (isWhole) return { count: total, isMore: false };
  return { count: Math.min(total, MOST_COUNTED), isMore: total > MOST_COUNTED };
}
