import { and, desc, eq, sql } from 'drizzle-orm';
import type { DeliveryAttemptRow } from '../alerts/episode-dao.ts';
import { isOlderUuid, micros, type Page, toUuidTimePage, type UuidTimePosition } from '../core/keyset.ts';
import { textArray, wordArray } from '../core/pg-array.ts';
import type { Executor } from '../database.ts';
import type { DeliveryRow } from './delivery-dao.ts';
import { deliveries, deliveryAttempts } from './tables.ts';

/** Selects given-up deliveries by id, by channel, or both. */
export interface DeadDeliveries {
  ids?: readonly string[] | undefined;
  channel?: string | undefined;
}

/** Deliveries as operators see them. */
export class DeliveryHistoryDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page, newest first. */
  async getDeliveries(request: {
    status?: DeliveryRow['status'] | undefined;
    channel?: string | undefined;
    limit: number;
    after?: UuidTimePosition | undefined;
  }): Promise<Page<DeliveryRow>> {
    const { status, channel, after, limit } = request;
    const rows = await this.#db
      .select({ delivery: deliveries, id: deliveries.id, micros: micros(deliveries.createdAt) })
      .from(deliveries)
      .where(
        and(
          status === undefined ? undefined : eq(deliveries.status, status),
          channel === undefined ? undefined : eq(deliveries.channel, channel),
          isOlderUuid({ timestamp: deliveries.createdAt, id: deliveries.id }, after),
        ),
      )
      .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
      .limit(limit + 1);
    const page = toUuidTimePage(rows, limit);
    return { items: page.items.map(({ delivery }) => delivery), nextCursor: page.nextCursor };
  }

  /** Returns the attempts at a delivery, oldest first. */
  async getAttempts(id: string): Promise<DeliveryAttemptRow[]> {
    return this.#db
      .select()
      .from(deliveryAttempts)
      .where(eq(deliveryAttempts.deliveryId, id))
      .orderBy(deliveryAttempts.attempt);
  }

  /**
   * Makes given-up deliveries pending again, with as many attempts as a new one: of these channels only, oldest first, at
   * most `limit`. Returns them.
   */
  async revive(
    which: DeadDeliveries,
    channels: readonly string[],
    limit: number,
  ): Promise<{ id: string; channel: string }[]> {
    const ids = which.ids === undefined ? null : wordArray(which.ids, (id) => id);
    const wanted = which.channel === undefined ? channels : channels.filter((name) => name === which.channel);
    const { rows } = await this.#db.execute<{ id: string; channel: string }>(sql`
      UPDATE deliveries SET status = 'pending', spent_attempts = attempts, next_attempt_at = now()
      WHERE id = ANY (ARRAY(
        SELECT id FROM deliveries
        WHERE status = 'dead' AND channel = ANY (${textArray(wanted, (name) => name)}::text[])
          AND (${ids}::uuid[] IS NULL OR id = ANY (${ids}::uuid[]))
        ORDER BY created_at, id LIMIT ${limit} FOR UPDATE))
      RETURNING id, channel`);
    return rows;
  }
}
