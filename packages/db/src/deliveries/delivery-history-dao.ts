import { eq, sql } from 'drizzle-orm';
import type { DeliveryAttemptRow } from '../alerts/episode-dao.ts';
import type { Page } from '../core/keyset.ts';
import { textArray, wordArray } from '../core/pg-array.ts';
import type { Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import type { DeliveryRow } from './delivery-dao.ts';
import {
  countDeliveries,
  type DeliveryFilter,
  type DeliveryListRequest,
  listDeliveries,
} from './delivery-list.ts';
import { deliveryAttempts } from './tables.ts';

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

  /** Returns one page. */
  getDeliveries(request: DeliveryListRequest): Promise<Page<DeliveryRow>> {
    return listDeliveries(this.#db, request);
  }

  /** Returns the number of deliveries that match, at most 10,000. */
  countDeliveries(filter: DeliveryFilter): Promise<Total> {
    return countDeliveries(this.#db, filter);
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
