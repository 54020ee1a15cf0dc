import { sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';
import { isLowOf } from '../inventory/low-stock.ts';
import type { Announcement } from './alert-dao.ts';
import { muted } from './mute-terms.ts';

/** When to announce, as configured. */
export interface AnnouncementPolicy {
  /** The same SKU at the same level is announced at most once in this many seconds. */
  cooldownSeconds: number;
  /** Time between reminders of an open episode. */
  repeatSeconds: number;
  /** Number of configured channels. */
  channelCount: number;
}

/** Claims announcements, and records what was suppressed and why; always in the caller's transaction. */
export class AnnouncementDao {
  readonly #tx: Transaction;

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  /** Claims all announcements that are due, most urgent first. */
  async claimDue(policy: AnnouncementPolicy): Promise<Announcement[]> {
    // The planner expects none to be due; when thousands are, its nested loops take minutes.
    await this.#tx.execute(sql`SET LOCAL enable_nestloop = off`);
    const announcements = await this.#claim(policy, sql`true`);
    await this.#tx.execute(sql`SET LOCAL enable_nestloop = DEFAULT`);
    return announcements;
  }

  /** Claims the opening announcement of one episode; `oldStock` is the product's level before. */
  claimOpening(policy: AnnouncementPolicy, episodeId: string, oldStock: number): Promise<Announcement[]> {
    return this.#claim(policy, sql`episode.id = ${episodeId}::uuid`, oldStock);
  }

  /**
   * An episode is due when it was never announced, when its product is lower than announced, when the announcement went
   * to no channel, or when a reminder is due; not while its product is muted. Each is subject to the cooldown of its SKU and level, which one atomic
   * upsert decides by the database's clock.
   */
  async #claim(
    policy: AnnouncementPolicy,
    which: ReturnType<typeof sql>,
    oldStock: number | null = null,
  ): Promise<Announcement[]> {
    const { rows } = await this.#tx.execute<AnnouncementRow>(sql`
      WITH wanted AS MATERIALIZED (
        SELECT episode.id AS episode_id, episode.status, episode.announced_stock,
               product.id, product.sku, product.name, product.supplier, product.stock, product.threshold,
               CASE WHEN episode.announced_at IS NULL THEN 'new'
                    WHEN product.stock < episode.announced_stock THEN 'lower'
                    WHEN episode.announced_channels = 0 AND ${policy.channelCount}::integer > 0 THEN 'first_channel'
                    ELSE 'reminder' END AS reason
        FROM inventory_products AS product
        JOIN alert_episodes AS episode ON episode.product_id = product.id AND episode.status <> 'resolved'
        WHERE ${isLowOf('product')} AND ${which}
          AND (episode.announced_at IS NULL
               OR product.stock < episode.announced_stock
               OR (episode.announced_channels = 0 AND ${policy.channelCount}::integer > 0)
               OR episode.announced_at <= now() - make_interval(secs => ${policy.repeatSeconds}))
      ), ${muted()}, due AS (
        SELECT * FROM wanted
        WHERE (status = 'open' OR (status = 'acknowledged' AND reason <> 'reminder'))
          AND NOT EXISTS (SELECT FROM muted WHERE product_id = wanted.id)
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
        FROM (SELECT sku, stock, coalesce(${oldStock}::integer, announced_stock, stock) AS old_stock
              FROM due JOIN claimed USING (sku)) AS level
        RETURNING id, sku, timestamp
      ), noted AS (
        INSERT INTO alert_episode_events (episode_id, kind, reason, occasion, stock, threshold, actor, until)
        SELECT episode_id, kind, note.reason, occasion, stock, threshold,
               CASE withheld WHEN 'muted' THEN muted.created_by END, CASE withheld WHEN 'muted' THEN muted.until END
        FROM wanted LEFT JOIN claimed USING (sku) LEFT JOIN muted ON muted.product_id = wanted.id, LATERAL (SELECT
          CASE WHEN status = 'snoozed' THEN 'snoozed'
               WHEN status = 'acknowledged' AND wanted.reason = 'reminder' THEN 'acknowledged'
               WHEN muted.product_id IS NOT NULL THEN 'muted'
               WHEN claimed.sku IS NULL THEN 'cooldown'
               WHEN ${policy.channelCount}::integer = 0 THEN 'no_channel' END AS withheld) AS verdict,
        LATERAL (SELECT
          CASE WHEN withheld IS NULL THEN 'announced' ELSE 'suppressed' END AS kind,
          coalesce(withheld, wanted.reason) AS reason,
          -- An announcement that is withheld repeatedly is recorded once; of a mute, once for each end that it has.
          CASE WHEN withheld IS NULL THEN NULL
               WHEN withheld = 'muted' THEN concat_ws(' ', 'mute', muted.mute_id, extract(epoch FROM muted.until)::bigint)
               WHEN wanted.reason = 'reminder' THEN 'reminder'
               ELSE 'level:' || stock END AS occasion) AS note
        ON CONFLICT (episode_id, reason, occasion) WHERE kind = 'suppressed' DO NOTHING
      )
      SELECT due.episode_id AS "episodeId", logged.id AS "eventId",
             to_char(logged.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "eventTimestamp",
             due.sku, due.name, due.stock, due.threshold
      FROM logged JOIN due USING (sku)
      ORDER BY due.stock::numeric / greatest(due.threshold, 1), due.threshold - due.stock DESC, due.id`);
    return rows.map((row) => ({
      ...row,
      eventId: Number(row.eventId),
      occurredAt: new Date(row.eventTimestamp),
    }));
  }

  /**
   * Claims the recoveries that were not announced yet, most recent last; not those of products that are low again.
   */
  async claimRecoveries(): Promise<Announcement[]> {
    const { rows } = await this.#tx.execute<AnnouncementRow & { occurredAt: string }>(sql`
      WITH claimed AS (
        UPDATE alert_episodes AS episode SET is_recovery_due = false
        FROM inventory_products AS product
        WHERE episode.is_recovery_due AND product.id = episode.product_id
        RETURNING episode.id, episode.resolved_at, product.sku, product.name, product.stock, product.threshold
      )
      SELECT DISTINCT ON (sku) id AS "episodeId", NULL AS "eventId", NULL AS "eventTimestamp",
             resolved_at AS "occurredAt", sku, name, stock, threshold
      FROM claimed WHERE stock >= threshold
      ORDER BY sku, resolved_at DESC`);
    return rows.map((row) => ({ ...row, occurredAt: new Date(row.occurredAt) }));
  }
}

interface AnnouncementRow extends Record<string, unknown> {
  episodeId: string;
  eventId: number;
  eventTimestamp: string;
  sku: string;
  name: string;
  stock: number;
  threshold: number;
}
