import { randomUUID } from 'node:crypto';
import { inArray, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { authRateLimits } from './tables.ts';

/** Counts in windows that begin with the first attempt and end, whatever comes in between; for all processes together. */
export class LimitCounterDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Counts one attempt. Returns the number in this window, and the seconds until the window ends. */
  async count(key: string, windowSeconds: number): Promise<{ count: number; secondsLeft: number }> {
    const now = sql`(extract(epoch FROM clock_timestamp()) * 1000)::bigint`;
    const isOver = sql`auth_rate_limits.last_request <= ${now} - ${windowSeconds * 1000}::bigint`;
    const { rows } = await this.#db.execute<{ count: number; secondsLeft: number }>(sql`
      INSERT INTO auth_rate_limits (id, key, count, last_request) VALUES (${randomUUID()}, ${key}, 1, ${now})
      ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN ${isOver} THEN 1 ELSE auth_rate_limits.count + 1 END,
        last_request = CASE WHEN ${isOver} THEN ${now} ELSE auth_rate_limits.last_request END
      RETURNING count,
        greatest(1, ceil((last_request + ${windowSeconds * 1000}::bigint - ${now}) / 1000.0))::integer AS "secondsLeft"`);
    const [row] = rows;
    if (row === undefined) throw new Error('counting an attempt returned no row');
    return row;
  }

  /** Takes back one attempt of each counter: it was none of those that are limited. */
  async uncount(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#db
      .update(authRateLimits)
      .set({ count: sql`greatest(0, ${authRateLimits.count} - 1)` })
      .where(inArray(authRateLimits.key, [...keys]));
  }

  async forget(keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.#db.delete(authRateLimits).where(inArray(authRateLimits.key, [...keys]));
  }

  /** Deletes counters whose window began longer ago than any window lasts. */
  async deleteOlderThan(seconds: number): Promise<void> {
    await this.#db
      .delete(authRateLimits)
      .where(
        sql`${authRateLimits.lastRequest} < (extract(epoch FROM now()) * 1000)::bigint - ${seconds * 1000}::bigint`,
      );
  }
}
