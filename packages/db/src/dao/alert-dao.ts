import { sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';
import { isImportRunning } from './import-dao.ts';
import { numberArray } from './pg-array.ts';

/** The rules of announcing, as the hub was configured. */
export interface AnnouncementPolicy {
  /** The same SKU at the same level at most once in this many seconds. */
  cooldownSeconds: number;
  /** A reminder this often while nobody acknowledged. */
  repeatSeconds: number;
  /** How many channels there are to tell. */
  channelCount: number;
}

/** An announcement that was claimed: its `low_stock` event is written, its episode knows of it. */
export interface Announcement {
  episodeId: string;
  eventId: number;
  /** ISO instant with microseconds: with the id it names the event's row, which a `Date` would miss. */
  eventTimestamp: string;
  sku: string;
  name: string;
  stock: number;
  threshold: number;
}

/** Alert episodes and the claims on announcing them; always part of the caller's transaction. */
export class AlertDao {
  readonly #tx: Transaction;

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  /** Lets one scan work at a time, so that two scans do not split one digest. Released with the transaction. */
  async lockScan(): Promise<void> {
    await this.#tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('hub_low_stock_scan'))`);
  }

  /**
   * Opens an episode for everything that is low and has none; for some products when given. Without them, not while an
   * import runs: what it makes low is announced together when it is done.
   */
  async openEpisodes(productIds?: readonly number[]): Promise<void> {
    await this.#tx.execute(sql`
      INSERT INTO alert_episodes (product_id)
      SELECT id FROM inventory_products AS product
      WHERE stock < threshold AND archived_at IS NULL AND ${only(productIds, sql`id`)}
        AND ${productIds === undefined ? sql`NOT ${isImportRunning}` : sql`true`}
        AND NOT EXISTS (
          SELECT FROM alert_episodes WHERE product_id = product.id AND status <> 'resolved')
      ORDER BY id
      ON CONFLICT (product_id) WHERE status <> 'resolved' DO NOTHING`);
  }

  /** Resolves the episodes of what is no longer low or no longer kept. */
  async resolveEpisodes(productIds?: readonly number[]): Promise<number> {
    const result = await this.#tx.execute(sql`
      UPDATE alert_episodes AS episode SET status = 'resolved', resolved_at = now()
      FROM inventory_products AS product
      WHERE product.id = episode.product_id AND episode.status <> 'resolved'
        AND (product.stock >= product.threshold OR product.archived_at IS NOT NULL)
        AND ${only(productIds, sql`product.id`)}`);
    return result.rowCount ?? 0;
  }

  /**
   * Claims what is due: episodes never announced, announced at a higher level, announced to nobody, or due for a
   * reminder; each under the cooldown of its SKU and level, which one atomic upsert with the database's clock decides.
   * Whoever gets a row back must announce it; nobody else will. Most urgent first.
   */
  async claimAnnouncements(
    policy: AnnouncementPolicy,
    /** Only these products, which were at those levels before. */
    crossings?: readonly { productId: number; oldStock: number }[],
  ): Promise<Announcement[]> {
    const { rows } = await this.#tx.execute<{
      episode_id: string;
      event_id: string;
      event_timestamp: string;
      sku: string;
      name: string;
      stock: number;
      threshold: number;
    }>(sql`
      WITH due AS (
        SELECT episode.id AS episode_id, episode.announced_stock,
               product.id, product.sku, product.name, product.stock, product.threshold
        FROM inventory_products AS product
        JOIN alert_episodes AS episode ON episode.product_id = product.id AND episode.status <> 'resolved'
        WHERE product.stock < product.threshold AND product.archived_at IS NULL
          AND ${only(
            crossings?.map(({ productId }) => productId),
            sql`product.id`,
          )}
          AND (episode.status <> 'snoozed' OR episode.snoozed_until <= now())
          AND (episode.announced_at IS NULL
               OR product.stock < episode.announced_stock
               OR (episode.announced_channels = 0 AND ${policy.channelCount}::integer > 0)
               OR (episode.status <> 'acknowledged'
                   AND episode.announced_at <= now() - make_interval(secs => ${policy.repeatSeconds})))
      ), claimed AS (
        INSERT INTO alert_cooldowns AS cooldown (sku, stock, claimed_at)
        SELECT sku, stock, now() FROM due ORDER BY sku
        ON CONFLICT (sku, stock) DO UPDATE SET claimed_at = excluded.claimed_at
          WHERE cooldown.claimed_at <= now() - make_interval(secs => ${policy.cooldownSeconds})
        RETURNING sku
      ), announced AS (
        UPDATE alert_episodes AS episode
        SET announced_stock = least(episode.announced_stock, due.stock), announced_at = now(),
            announced_channels = ${policy.channelCount}
        FROM due JOIN claimed USING (sku)
        WHERE episode.id = due.episode_id
      ), logged AS (
        INSERT INTO inventory_events (sku, event_type, old_stock, new_stock, quantity_delta, metadata)
        SELECT sku, 'low_stock', old_stock, stock, stock - old_stock, '{"alertSent": false, "notifiers": []}'
        FROM (SELECT sku, stock, coalesce(crossing.old_stock, announced_stock, stock) AS old_stock
              FROM due JOIN claimed USING (sku)
              LEFT JOIN unnest(${numberArray(crossings ?? [], ({ productId }) => productId)}::integer[],
                               ${numberArray(crossings ?? [], ({ oldStock }) => oldStock)}::integer[])
                AS crossing(product_id, old_stock) ON crossing.product_id = due.id) AS level
        RETURNING id, sku, timestamp
      )
      SELECT due.episode_id, logged.id AS event_id,
             to_char(logged.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS event_timestamp,
             due.sku, due.name, due.stock, due.threshold
      FROM logged JOIN due USING (sku)
      ORDER BY due.stock::numeric / due.threshold, due.threshold - due.stock DESC, due.id`);
    return rows.map((row) => ({
      episodeId: row.episode_id,
      eventId: Number(row.event_id),
      eventTimestamp: row.event_timestamp,
      sku: row.sku,
      name: row.name,
      stock: row.stock,
      threshold: row.threshold,
    }));
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

function only(productIds: readonly number[] | undefined, column: ReturnType<typeof sql>) {
  return productIds === undefined
    ? sql`true`
    : sql`${column} = ANY (${numberArray(productIds, (id) => id)}::integer[])`;
}
