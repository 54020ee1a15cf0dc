import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { isLockTimeout, partitioned } from './partitions.ts';

/** Regular maintenance of the database, and its health. */
export class UpkeepDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /**
   * Creates the monthly partitions from last month to `monthsAhead` months from now. Returns the number of new ones.
   * Skips one whose tables are in use for longer than writers may wait; {@link findMissingPartitions} then returns it.
   */
  async ensurePartitions(monthsAhead = 3): Promise<number> {
    let created = 0;
    // Each in its own transaction: waiting for the next must not prolong this one's locks.
    for (const { name, parent, keyColumn, month } of await this.#missingPartitions(-1, monthsAhead)) {
      const { rows } = await this.#db
        .execute<{ isNew: boolean }>(
          sql`SELECT hub_ensure_partition(${parent}, ${keyColumn}, ${month}) AS "isNew"`,
        )
        .catch((error: unknown) => {
          if (isLockTimeout(error)) return { rows: [] };
          throw new Error(`the partition ${name} could not be created`, { cause: error });
        });
      if (rows[0]?.isNew === true) created += 1;
    }
    return created;
  }

  /** Returns missing partitions of this month and the next: their rows go to the default partition. */
  async findMissingPartitions(): Promise<string[]> {
    const missing = await this.#missingPartitions(0, 1);
    return missing.map(({ name }) => name);
  }

  async #missingPartitions(fromMonth: number, toMonth: number) {
    const { rows } = await this.#db.execute<{
      name: string;
      parent: string;
      keyColumn: string;
      month: string;
    }>(sql`
      SELECT parent || to_char(month, '_YYYY_MM') AS name, parent, key_column AS "keyColumn", month::date::text AS month
      FROM unnest(${sql.param(partitioned.map(({ parent }) => parent))}::text[],
                  ${sql.param(partitioned.map(({ keyColumn }) => keyColumn))}::text[]) AS partitioned(parent, key_column),
           generate_series(${fromMonth}::integer, ${toMonth}::integer) AS step,
           LATERAL (SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => step)) AS at(month)
      WHERE to_regclass(parent || to_char(month, '_YYYY_MM')) IS NULL
      ORDER BY step, parent`);
    return rows;
  }

  /** Deletes alert cooldowns after a week, the longest that one can last. */
  async deleteExpiredCooldowns(): Promise<void> {
    await this.#db.execute(sql`DELETE FROM alert_cooldowns WHERE claimed_at < now() - interval '7 days'`);
  }

  /** Deletes the answers to stock changes after the 30 days for which the contract promises to know them. */
  async deleteOldStockRequests(): Promise<void> {
    await this.#db.execute(sql`DELETE FROM stock_requests WHERE created_at < now() - interval '30 days'`);
  }

  /** Deletes refunds of orders that nobody reported after 90 days: no such order arrives that late. */
  async deleteUnmatchedRefunds(): Promise<void> {
    await this.#db.execute(sql`
      DELETE FROM aff_refunds AS refund
      WHERE timestamp < now() - interval '90 days' AND NOT EXISTS (
        SELECT FROM aff_attributions AS attribution
        WHERE attribution.storefront_id = refund.storefront_id AND attribution.order_key = refund.order_key)
      AND NOT EXISTS (
        SELECT FROM orders AS placed
        WHERE placed.storefront_id = refund.storefront_id AND placed.order_key = refund.order_key)`);
  }

  /** Makes a round trip; rejects when the database cannot be reached. */
  async ping(): Promise<void> {
    await this.#db.execute(sql`SELECT 1`);
  }

  /** Returns the settings that a 200 relies on: without them a crash may lose a committed event. */
  async getDurability(): Promise<{ synchronousCommit: string; fsync: string; fullPageWrites: string }> {
    const { rows } = await this.#db.execute<{
      synchronousCommit: string;
      fsync: string;
      fullPageWrites: string;
    }>(sql`
      SELECT current_setting('synchronous_commit') AS "synchronousCommit", current_setting('fsync') AS "fsync",
             current_setting('full_page_writes') AS "fullPageWrites"`);
    if (rows[0] === undefined) throw new Error('the database did not return its settings');
    return rows[0];
  }
}
