import { sql } from 'drizzle-orm';
import { numberArray, wordArray } from '../core/pg-array.ts';
import type { Transaction } from '../database.ts';
import type { CarriedEpisode } from '../deliveries/delivery-dao.ts';
import { isImportRunning } from '../imports/import-dao.ts';
import { isLow, isLowOf } from '../inventory/low-stock.ts';
import { hasRecovered } from './alert-terms.ts';

/** A product as a message names it. */
interface AlertItem {
  sku: string;
  name: string;
  stock: number;
  threshold: number;
}

/** What is to be said of an episode: whoever has claimed it must say it, nobody else will. */
export type Announcement = AlertItem & CarriedEpisode & { occurredAt: Date };

/** When several products make one message. */
export type FlushState = 'quiet' | 'busy';

/** Opens and ends alert episodes; always part of the caller's transaction. */
export class AlertDao {
  readonly #tx: Transaction;

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  /** Lets one scan work at a time, so that two do not split one digest. Released with the transaction. */
  async lockFlush(): Promise<void> {
    await this.#tx.execute(sql`SELECT FROM alert_flush FOR UPDATE`);
  }

  /**
   * Takes the right to announce at once: `busy` while somebody else has it, or something was announced within the last
   * `groupSeconds`. Never waits, so that a change of stock takes part in no deadlock.
   */
  async tryFlush(groupSeconds: number): Promise<FlushState> {
    const { rows } = await this.#tx.execute<{ is_quiet: boolean }>(sql`
      SELECT announced_at <= now() - make_interval(secs => ${groupSeconds}) AS is_quiet
      FROM alert_flush FOR UPDATE SKIP LOCKED`);
    return rows[0]?.is_quiet === true ? 'quiet' : 'busy';
  }

  /** Notes that something was announced now, by the one who has the right to. */
  async markFlush(): Promise<void> {
    await this.#tx.execute(sql`UPDATE alert_flush SET announced_at = now()`);
  }

  /**
   * Opens an episode for everything that is low and has none; for some products when given. Without them, not while an
   * import runs: what it makes low is announced together when it is done. Returns the new episodes' ids.
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
   * Resolves the episodes of what has recovered or is no longer kept; of some products when given. With
   * `tellsRecoveries`, what was announced and is restocked is due to be told, too. Returns how many of these there are.
   */
  async resolveEpisodes(
    options: { tellsRecoveries: boolean },
    productIds?: readonly number[],
  ): Promise<{ recoveriesDue: number }> {
    const { rows } = await this.#tx.execute<{ recoveries_due: number }>(sql`
      WITH over AS MATERIALIZED (
        SELECT episode.id, product.stock, product.threshold,
               CASE WHEN product.archived_at IS NOT NULL THEN 'archived'
                    -- It would still be low, had its threshold not been lowered.
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

  /** Opens the episodes again whose snooze is over. */
  async endSnoozes(): Promise<void> {
    await this.#tx.execute(sql`
      WITH ended AS (
        UPDATE alert_episodes SET status = 'open', snoozed_until = NULL, snoozed_by = NULL
        WHERE status = 'snoozed' AND snoozed_until <= now()
        RETURNING id
      )
      INSERT INTO alert_episode_events (episode_id, kind) SELECT id, 'reopened' FROM ended`);
  }

  /** Notes that these new episodes wait to be announced together with others. */
  async noteGrouped(episodeIds: readonly string[]): Promise<void> {
    await this.#tx.execute(sql`
      INSERT INTO alert_episode_events (episode_id, kind, reason, occasion, stock)
      SELECT episode.id, 'suppressed', 'grouped', 'new', product.stock
      FROM alert_episodes AS episode JOIN inventory_products AS product ON product.id = episode.product_id
      WHERE episode.id = ANY (${wordArray(episodeIds, (id) => id)}::uuid[])
      ON CONFLICT (episode_id, reason, occasion) WHERE kind = 'suppressed' DO NOTHING`);
  }

  /** How many products are low. */
  async countLow(): Promise<number> {
    const { rows } = await this.#tx.execute<{ total: number }>(sql`
      SELECT count(*)::integer AS total FROM inventory_products WHERE ${isLow}`);
    return rows[0]?.total ?? 0;
  }

  /** Notes that a scan went through, for health checks and the app. */
  async recordScan(lowStockCount: number): Promise<Date> {
    const { rows } = await this.#tx.execute<{ scanned_at: string }>(sql`
      INSERT INTO scan_heartbeat (id, scanned_at, low_stock_count) VALUES (1, now(), ${lowStockCount})
      ON CONFLICT (id) DO UPDATE SET scanned_at = excluded.scanned_at, low_stock_count = excluded.low_stock_count
      RETURNING scanned_at`);
    return new Date(String(rows[0]?.scanned_at));
  }
}

/** Of an episode: its product is in no danger. Asked of the index of what is low, which is short however many there are. */
const isNotLow = sql`NOT EXISTS (
  SELECT FROM inventory_products AS low
  WHERE low.id = episode.product_id AND ${isLowOf('low')})`;

function isOneOf(productIds: readonly number[], column: ReturnType<typeof sql>) {
  return sql`${column} = ANY (${numberArray(productIds, (id) => id)}::integer[])`;
}
