import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { authRateLimits } from './tables.ts';

/** Counts attempts in a window that begins with the first of them; old rows are deleted with those of better-auth. */
export class SignInAttemptDao {
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
        ceil((last_request + ${windowSeconds * 1000}::bigint - ${now}) / 1000.0)::integer AS "secondsLeft"`);
    const [row] = rows;
    if (row === undefined) throw new Error('counting an attempt returned no row');
    return row;
  }

  async forget(key: string): Promise<void> {
    await this.#db.delete(authRateLimits).where(eq(authRateLimits.key, key));
  }
}
