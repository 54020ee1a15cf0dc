import { sql } from 'drizzle-orm';
import { numberArray, wordArray } from '../core/pg-array.ts';
import type { Transaction } from '../database.ts';
import type { CarriedEpisode } from '../deliveries/delivery-dao.ts';
import { isImportRunning } from '../imports/import-dao.ts';
import { isLow, isLowOf } from '../inventory/low-stock.ts';
import { hasRecovered } from './alert-terms.ts';

/** A product as messages show it. */
interface AlertItem {
  sku: string;
  name: string;
  stock: number;
  threshold: number;
}

/** An announcement of an episode. The process that claimed it must send it; no other will. */
export type Announcement = AlertItem & CarriedEpisode & { occurredAt: Date };

/** Whether an announcement may go out now; while `busy`, it waits to be grouped with others. */
export type FlushState = 'quiet' | 'busy';

/** Opens and resolves alert episodes, always in the caller's transaction. */
export class AlertDao {
  readonly #tx: Transaction;

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  /** Lets one scan run at a time, so that two do not split a digest. The transaction's end releases the lock. */
  async lockFlush(): Promise<void> {
    await this.#tx.execute(sql`SELECT FROM alert_flush FOR UPDATE`);
  }

  /**
   * Tries to take the right to announce at once. Returns `busy` while another process has it, or when something was
   * announced within the last `groupSeconds`. Never waits, so that a stock change takes part in no deadlock.
   */
  async tryFlush(groupSeconds: number): Promise<FlushState> {
    const { rows } = await this.#tx.execute<{ is_quiet: boolean }>(sql`
      SELECT announced_at <= now() - make_interval(secs => ${groupSeconds}) AS is_quiet
      FROM alert_flush FOR UPDATE SKIP LOCKED`);
    return rows[0]?.is_quiet === true ? 'quiet' : 'busy';
  }

  /** Records that something was announced now. Requires the lock that `tryFlush` or `lockFlush` took. */
  async markFlush(): Promise<void> {
    await this.#tx.execute(sql`UPDATE alert_flush SET announced_at = now()`);
  }

  /**
   * Opens an episode for each low product that has none: all products, or those given. For all products it opens none
   * while an import runs: the products that it makes low are announced together when it is done. Returns the new
   * episodes' ids.
   */
  async openEpisodes(productIds?: readonly number[]): Promise<string[]> {
    const { rows } = await this.#tx.execute<{ id: string }>(sql`
      WITH opened AS (
        INSERT INTO alert_episodes (product_id)
        SELECT id FROM inventory_products AS product
        WHERE ${isLow}
          AND ${productIds === undefined ? sql`NOT ${isImportRunning}` : isOneOf(productIds, sql`id`)}
          AND NOT EXISTS (
            SELECT FROM alert_episodes WHERE product_id = product.id AND status <> 'resolved')
        ORDER BY id
        ON CONFLICT (product_id) WHERE status <> 'resolved' DO NOTHING
        RETURNING id, product_id
      ), noted AS (
        INSERT INTO alert_episode_events (episode_id, kind, stock, threshold)
        SELECT opened.id, 'opened', stock, threshold
        FROM opened JOIN inventory_products AS product ON product.id = product_id
      )
      SELECT id FROM opened`);
    return rows.map(({ id }) => id);
  }

  /**
   * Resolves the episodes of products that have recovered or were archived: of all products, or of those given. With
   * `tellsRecoveries`, it marks restocked products that were announced, so that their recovery is announced too. Returns
   * the number of episodes so marked.
   */
  async resolveEpisodes(
    options: { tellsRecoveries: boolean },
    productIds?: readonly number[],
  ): Promise<{ recoveriesDue: number }> {
    const { rows } = await this.#tx.execute<{ recoveries_due: number }>(sql`
      WITH over AS MATERIALIZED (
        SELECT episode.id, product.stock, product.threshold,
               CASE WHEN product.archived_at IS NOT NULL THEN 'archived'
                    -- The stock is still below the threshold at the opening: the threshold was lowered.
                    WHEN product.stock < opening.threshold THEN 'threshold'
                    ELSE 'restocked' END AS reason
        FROM alert_episodes AS episode
        JOIN inventory_products AS product ON product.id = episode.product_id
        LEFT JOIN alert_episode_events AS opening ON opening.episode_id = episode.id AND opening.kind = 'opened'
        WHERE episode.status <> 'resolved'
          AND ${productIds === undefined ? isNotLow : isOneOf(productIds, sql`episode.product_id`)}
          AND (${hasRecovered} OR product.archived_at IS NOT NULL)
        ORDER BY episode.id
        FOR UPDATE OF episode
      ), resolved AS (
        UPDATE alert_episodes AS episode
        SET status = 'resolved', resolved_at = now(),
            is_recovery_due = ${options.tellsRecoveries}::boolean AND reason = 'restocked' AND announced_channels > 0
        FROM over WHERE episode.id = over.id
        RETURNING is_recovery_due
      ), noted AS (
        INSERT INTO alert_episode_events (episode_id, kind, reason, stock, threshold)
        SELECT id, 'resolved', reason, stock, threshold FROM over
      )
      SELECT count(*) FILTER (WHERE is_recovery_due)::integer AS recoveries_due FROM resolved`);
    return { recoveriesDue: rows[0]?.recoveries_due ?? 0 };
  }

  /** Reopens episodes whose snooze is over. */
  async endSnoozes(): Promise<void> {
    await this.#tx.execute(sql`
      WITH ended AS (
        UPDATE alert_episodes SET status = 'open', snoozed_until = NULL, snoozed_by = NULL
        WHERE status = 'snoozed' AND snoozed_until <= now()
        RETURNING id
      )
      INSERT INTO alert_episode_events (episode_id, kind) SELECT id, 'reopened' FROM ended`);
  }

  /** Records that these new episodes wait to be announced with others. */
  async noteGrouped(episodeIds: readonly string[]): Promise<void> {
    await this.#tx.execute(sql`
      INSERT INTO alert_episode_events (episode_id, kind, reason, occasion, stock)
      SELECT episode.id, 'suppressed', 'grouped', 'new', product.stock
      FROM alert_episodes AS episode JOIN inventory_products AS product ON product.id = episode.product_id
      WHERE episode.id = ANY (${wordArray(episodeIds, (id) => id)}::uuid[])
      ON CONFLICT (episode_id, reason, occasion) WHERE kind = 'suppressed' DO NOTHING`);
  }

  /** Returns the number of low products. */
  async countLow(): Promise<number> {
    const { rows } = await this.#tx.execute<{ total: number }>(sql`
      SELECT count(*)::integer AS total FROM inventory_products WHERE ${isLow}`);
    return rows[0]?.total ?? 0;
  }

  /** Records a completed scan, for health checks and the app. */
  async recordScan(lowStockCount: number): Promise<Date> {
    const { rows } = await this.#tx.execute<{ scanned_at: string }>(sql`
      INSERT INTO scan_heartbeat (id, scanned_at, low_stock_count) VALUES (1, now(), ${lowStockCount})
      ON CONFLICT (id) DO UPDATE SET scanned_at = excluded.scanned_at, low_stock_count = excluded.low_stock_count
      RETURNING scanned_at`);
    return new Date(String(rows[0]?.scanned_at));
  }
}

/** Whether an episode's product is not low. Uses the index of low products, which stays small. */
const isNotLow = sql`NOT EXISTS (
  SELECT FROM inventory_products AS low
  WHERE low.id = episode.product_id AND ${isLowOf('low')})`;

function isOneOf(productIds: readonly number[], column: ReturnType<typeof sql>) {
  return sql`${column} = ANY (${numberArray(productIds, (id) => id)}::integer[])`;
}
