import { desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Page } from '../core/keyset.ts';
import { readClock, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import type { DeliveryRow } from '../deliveries/delivery-dao.ts';
import { deliveries, deliveryAttempts, deliveryEvents } from '../deliveries/tables.ts';
import { inventoryProducts } from '../inventory/tables.ts';
import {
  countEpisodes,
  type EpisodeFilter,
  type EpisodeListRequest,
  type EpisodeStatus,
  isItsProduct,
  listEpisodeIds,
} from './episode-list.ts';
import { alertEpisodeEvents, alertEpisodes } from './tables.ts';

export type EpisodeEventRow = typeof alertEpisodeEvents.$inferSelect;
export type DeliveryAttemptRow = typeof deliveryAttempts.$inferSelect;

/** An episode, with its product as it is now. */
export type EpisodeRow = Awaited<ReturnType<EpisodeDao['getEpisodesByIds']>>[number];

/** Far more than any shortage has; it bounds the page. */
const TIMELINE_EVENTS = 1000;
const TIMELINE_DELIVERIES = 200;

/** Alert episodes as operators see them. */
export class EpisodeDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page. */
  async getEpisodes(request: EpisodeListRequest): Promise<Page<EpisodeRow>> {
    const { items, nextCursor } = await listEpisodeIds(this.#db, request);
    const ids = items.map(({ id }) => id);
    const byId = new Map((await this.getEpisodesByIds(ids)).map((episode) => [episode.id, episode]));
    return { items: ids.flatMap((id) => byId.get(id) ?? []), nextCursor };
  }

  /** Returns the number of episodes that match, at most 10,000, and the database's time. */
  async countEpisodes(filter: EpisodeFilter): Promise<{ total: Total; asOf: Date }> {
    const asOf = await readClock(this.#db);
    return { asOf, total: await countEpisodes(this.#db, filter) };
  }

  /** Returns these episodes, newest first; unknown ids are left out. */
  getEpisodesByIds(ids: readonly string[]) {
    return this.#select(inArray(alertEpisodes.id, [...ids])).orderBy(
      desc(alertEpisodes.openedAt),
      desc(alertEpisodes.id),
    );
  }

  /** Returns the number of open episodes, and how many are of products that have none left. */
  async countOpen(): Promise<{ total: number; outOfStock: number }> {
    const { rows } = await this.#db.execute<{ total: number; outOfStock: number }>(sql`
      SELECT count(*)::integer AS total, count(*) FILTER (WHERE stock <= 0)::integer AS "outOfStock"
      FROM alert_episodes JOIN inventory_products AS product ON product.id = product_id WHERE status = 'open'`);
    return rows[0] ?? { total: 0, outOfStock: 0 };
  }

  /** Returns the number of episodes in each state; of the resolved ones, only those of the last 30 days. */
  async countByStatus(): Promise<Record<EpisodeStatus, number>> {
    const { rows } = await this.#db.execute<{ status: EpisodeStatus; total: number }>(sql`
      SELECT status, count(*)::integer AS total FROM alert_episodes
      WHERE status <> 'resolved' OR resolved_at > now() - interval '30 days' GROUP BY status`);
    const counts = { open: 0, acknowledged: 0, snoozed: 0, resolved: 0 };
    for (const row of rows) counts[row.status] = row.total;
    return counts;
  }

  /** Returns an episode's entries, oldest first; only the latest of a very long history. */
  async getEvents(episodeId: string): Promise<EpisodeEventRow[]> {
    const rows = await this.#db
      .select()
      .from(alertEpisodeEvents)
      .where(eq(alertEpisodeEvents.episodeId, episodeId))
      .orderBy(desc(alertEpisodeEvents.id))
      .limit(TIMELINE_EVENTS);
    return rows.reverse();
  }

  /** Returns the deliveries that carried an episode, oldest first, with every attempt; only the latest of very many. */
  async getDeliveries(
    episodeId: string,
  ): Promise<{ delivery: DeliveryRow; attempts: DeliveryAttemptRow[] }[]> {
    const rows = await this.#db
      .select({ delivery: deliveries })
      .from(deliveryEvents)
      .innerJoin(deliveries, eq(deliveries.id, deliveryEvents.deliveryId))
      .where(eq(deliveryEvents.episodeId, episodeId))
      .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
      .limit(TIMELINE_DELIVERIES);
    const attempts = await this.#db
      .select()
      .from(deliveryAttempts)
      .where(
        inArray(
          deliveryAttempts.deliveryId,
          rows.map(({ delivery }) => delivery.id),
        ),
      )
      .orderBy(deliveryAttempts.attempt);
    const byDelivery = Map.groupBy(attempts, ({ deliveryId }) => deliveryId);
    return rows.reverse().map(({ delivery }) => ({ delivery, attempts: byDelivery.get(delivery.id) ?? [] }));
  }

  /**
   * Deletes episodes resolved at least `days` ago with their deliveries, deliveries as old that carry no episode, and
   * hub events after a month.
   */
  async deleteOld(days: number): Promise<void> {
    await this.#db.execute(sql`
      DELETE FROM alert_episodes
      WHERE status = 'resolved' AND resolved_at < now() - make_interval(days => ${days})`);
    await this.#db.execute(sql`
      DELETE FROM deliveries
      WHERE created_at < now() - make_interval(days => CASE content->>'kind' WHEN 'event' THEN 30 ELSE ${days} END)
        AND status <> 'pending'
        AND NOT EXISTS (SELECT FROM delivery_events WHERE delivery_id = deliveries.id)`);
  }

  #select(condition: SQL) {
    return this.#db
      .select({
        id: alertEpisodes.id,
        sku: inventoryProducts.sku,
        name: inventoryProducts.name,
        supplier: inventoryProducts.supplier,
        stock: inventoryProducts.stock,
        threshold: inventoryProducts.threshold,
        status: alertEpisodes.status,
        openedAt: alertEpisodes.openedAt,
        announcedStock: alertEpisodes.announcedStock,
        announcedAt: alertEpisodes.announcedAt,
        acknowledgedAt: alertEpisodes.acknowledgedAt,
        acknowledgedBy: alertEpisodes.acknowledgedBy,
        snoozedUntil: alertEpisodes.snoozedUntil,
        snoozedBy: alertEpisodes.snoozedBy,
        resolvedAt: alertEpisodes.resolvedAt,
      })
      .from(alertEpisodes)
      .innerJoin(inventoryProducts, isItsProduct)
      .where(condition);
  }
}
