import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** What the database needs now and then to stay as it is. */
export class UpkeepDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Creates the monthly partitions of the next `monthsAhead` months; answers how many were new. */
  async ensurePartitions(monthsAhead = 3): Promise<number> {
    const { rows } = await this.#db.execute<{ created: number }>(
      sql`SELECT hub_ensure_partitions(${monthsAhead}) AS created`,
    );
    return rows[0]?.created ?? 0;
  }

  /** Forgets what has served its time: event ids without a time after two days, dedup and cooldown rows after a week. */
  async deleteExpired(): Promise<void> {
    await this.#db.execute(
      sql`DELETE FROM aff_event_ids WHERE event_day = '1970-01-01' AND created_at < now() - interval '2 days'`,
    );
    await this.#db.execute(sql`DELETE FROM aff_click_dedup WHERE counted_at < now() - interval '7 days'`);
    await this.#db.execute(sql`DELETE FROM alert_cooldowns WHERE claimed_at < now() - interval '7 days'`);
  }

  /** A round trip; rejects when the database cannot be reached. */
  async ping(): Promise<void> {
    await this.#db.execute(sql`SELECT 1`);
  }

  /** The settings that a 200 stands on: without them a committed event may be lost in a crash. */
  async getDurability(): Promise<{ synchronousCommit: string; fsync: string; fullPageWrites: string }> {
    const { rows } = await this.#db.execute<{
      synchronousCommit: string;
      fsync: string;
      fullPageWrites: string;
    }>(sql`
      SELECT current_setting('synchronous_commit') AS "synchronousCommit", current_setting('fsync') AS "fsync",
             current_setting('full_page_writes') AS "fullPageWrites"`);
    if (rows[0] === undefined) throw new Error('the database did not tell its settings');
    return rows[0];
  }
}
