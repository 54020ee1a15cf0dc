import { sql } from 'drizzle-orm';
import { deleteByBlocks } from '../core/delete-by-blocks.ts';
import { wordArray } from '../core/pg-array.ts';
import type { Database } from '../database.ts';
import { isLockTimeout, type PartitionedTable } from './partitions.ts';

interface Partition {
  parent: PartitionedTable;
  name: string;
}

/** Deletes data that was kept long enough, in steps that are short or wait only briefly for locks. */
export class RetentionDao {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Sets the day before which rows are deleted, and records it before any is: the first day (UTC) of the month in which
   * the day `retentionDays` ago lies, because whole partitions are dropped. Returns the first day that stays.
   */
  async expire(subject: 'clicks' | 'stock_events', retentionDays: number): Promise<string> {
    const { rows } = await this.#db.execute<{ firstDay: string }>(sql`
      INSERT INTO retention_marks AS mark (subject, until)
      VALUES (${subject}, date_trunc('month', now() - make_interval(days => ${retentionDays}), 'UTC'))
      ON CONFLICT (subject) DO UPDATE SET until = greatest(mark.until, excluded.until)
      RETURNING (until AT TIME ZONE 'UTC')::date::text AS "firstDay"`);
    if (rows[0] === undefined) throw new Error('the database returned no retention mark');
    return rows[0].firstDay;
  }

  /**
   * Drops the partitions of some tables that end before a day, and those that a crash left detached. Returns what was
   * dropped, and what was in use and stays until the next run.
   */
  async dropPartitionsBefore(
    day: string,
    tables: readonly PartitionedTable[],
  ): Promise<{ dropped: string[]; inUse: string[] }> {
    const inUse: string[] = [];
    for (const partition of await this.findPartitionsBefore(day, tables)) {
      if (!(await this.detachPartition(partition))) inUse.push(partition.name);
    }
    return { dropped: await this.dropDetached(), inUse };
  }

  /** Returns the partitions of some tables that end before a day, oldest first. */
  async findPartitionsBefore(day: string, tables: readonly PartitionedTable[]): Promise<Partition[]> {
    const { rows } = await this.#db.execute<Partition & Record<string, unknown>>(sql`
      SELECT parent::text AS parent, name
      FROM (SELECT inhparent::regclass AS parent, relname AS name,
                   substring(relname FROM '_([0-9]{4}_[0-9]{2})$') AS month
            FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = ANY (${wordArray(tables, (table) => table)}::regclass[])) AS partition
      WHERE to_date(month, 'YYYY_MM') + interval '1 month' <= ${day}::date
      ORDER BY month, parent::text`);
    return rows;
  }

  /**
   * Detaches a partition, to be dropped by {@link dropDetached}; false when the table stays locked for longer than others
   * may queue behind us. Stock movements in the partition are added to the opening balances in the same transaction.
   */
  async detachPartition({ parent, name }: Partition): Promise<boolean> {
    try {
      await this.#db.execute(sql`SELECT hub_detach_partition(${parent}, ${name})`);
      return true;
    } catch (error) {
      if (isLockTimeout(error)) return false;
      throw error;
    }
  }

  /** Drops partitions that were detached, now or before a crash; nothing locks them any more. Returns their names. */
  async dropDetached(): Promise<string[]> {
    const { rows } = await this.#db.execute<{ name: string }>(sql`
      SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relispartition
        AND relname ~ '^(aff_clicks|aff_event_ids|inventory_events)_[0-9]{4}_[0-9]{2}_expired$'
      ORDER BY relname`);
    for (const { name } of rows) {
      await this.#db.execute(sql`SELECT hub_drop_expired_partition(${name})`);
    }
    return rows.map(({ name }) => name);
  }

  /**
   * Deletes older clicks and event ids from the default partitions. An event id's own time comes from its sender's clock,
   * so its time of arrival counts here.
   */
  async deleteClicksFromDefaultsBefore(day: string): Promise<void> {
    const before = sql`${day}::timestamp AT TIME ZONE 'UTC'`;
    await deleteByBlocks(this.#db, 'aff_clicks_default', sql`timestamp < ${before}`);
    await deleteByBlocks(this.#db, 'aff_event_ids_default', sql`created_at < ${before}`);
  }

  /** Deletes older stock events from the default partition, and adds their movements to the opening balances. */
  async deleteStockEventsFromDefaultBefore(day: string): Promise<void> {
    await this.#db.execute(sql`
      WITH gone AS (
        DELETE FROM inventory_events_default WHERE timestamp < ${day}::timestamp AT TIME ZONE 'UTC' RETURNING *)
      INSERT INTO stock_opening_balances AS opening (sku, balance)
      SELECT sku, sum(quantity_delta) FROM gone WHERE event_type <> 'low_stock' GROUP BY sku ORDER BY sku
      ON CONFLICT (sku) DO UPDATE SET balance = opening.balance + excluded.balance`);
  }

  /**
   * Erases addresses and user agents of clicks, in the stretch of `minutes` after the last one, up to the hour
   * `retentionDays` ago. Returns the number of clicks, or null when there is nothing to do.
   */
  forgetAddresses(retentionDays: number, minutes: number): Promise<number | null> {
    return this.#db.transaction(async (tx) => {
      const { rows } = await tx.execute<{ since: string; until: string }>(sql`
        SELECT since::text, least(since + make_interval(mins => ${minutes}), due)::text AS until
        FROM (SELECT coalesce((SELECT until FROM retention_marks WHERE subject = 'click_addresses'),
                              -- Only the first time.
                              (SELECT min(timestamp) FROM aff_clicks)) AS since,
                     -- Whole hours, so that the end stays the same from one stretch to the next.
                     date_trunc('hour', now() - make_interval(days => ${retentionDays})) AS due) AS stretch
        WHERE since < due`);
      const stretch = rows[0];
      if (stretch === undefined) return null;
      const { rowCount } = await tx.execute(sql`
        UPDATE aff_clicks SET ip_address = NULL, user_agent = NULL
        WHERE timestamp >= ${stretch.since}::timestamptz AND timestamp < ${stretch.until}::timestamptz
          AND (ip_address IS NOT NULL OR user_agent IS NOT NULL)`);
      await tx.execute(sql`
        INSERT INTO retention_marks AS mark (subject, until) VALUES ('click_addresses', ${stretch.until}::timestamptz)
        ON CONFLICT (subject) DO UPDATE SET until = greatest(mark.until, excluded.until)`);
      return rowCount ?? 0;
    });
  }

  /**
   * Deletes visitors 30 days after their last counted click, which is as far back as an order is credited. Those known by
   * the daily hash go after the longest dedup window, because that hash cannot be computed again.
   */
  deleteOldVisitors(): Promise<number> {
    return deleteByBlocks(
      this.#db,
      'aff_last_clicks',
      sql`counted_at < now() - CASE WHEN visitor_key LIKE 'h:%' THEN interval '7 days' ELSE interval '30 days' END`,
    );
  }

  /** Deletes event ids without a time of their own after two days. */
  deleteOldUntimedEventIds(): Promise<number> {
    return deleteByBlocks(this.#db, 'aff_event_ids_epoch', sql`created_at < now() - interval '2 days'`);
  }
}
