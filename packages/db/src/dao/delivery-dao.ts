import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import {
  type DeliveryContent,
  deliveries,
  deliveryAttempts,
  deliveryEvents,
  scanHeartbeat,
} from '../schema/index.ts';

export type DeliveryRow = typeof deliveries.$inferSelect;

/** What a delivery tells of: an episode, and the `low_stock` event that was written for it; a recovery has none. */
export interface CarriedEpisode {
  episodeId: string;
  eventId: number | null;
  /** ISO instant with microseconds. */
  eventTimestamp: string | null;
}

/** Deliveries and the attempts at them: the truth about what was sent. */
export class DeliveryDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Writes one delivery with the episodes it tells of; answers its id. */
  async createDelivery(data: {
    channel: string;
    alertId: string;
    content: DeliveryContent;
    carried: readonly CarriedEpisode[];
  }): Promise<string> {
    const [row] = await this.#db
      .insert(deliveries)
      .values({ channel: data.channel, alertId: data.alertId, content: data.content })
      .returning({ id: deliveries.id });
    if (row === undefined) throw new Error('the insert of a delivery returned no row');
    // One statement however many items a digest has: arrays instead of a parameter per value.
    await this.#db.execute(sql`
      INSERT INTO delivery_events (delivery_id, event_id, event_timestamp, episode_id)
      SELECT ${row.id}::uuid, * FROM unnest(
        ${sql.param(data.carried.map((one) => one.eventId))}::bigint[],
        ${sql.param(data.carried.map((one) => one.eventTimestamp))}::timestamptz[],
        ${sql.param(data.carried.map((one) => one.episodeId))}::uuid[])`);
    return row.id;
  }

  async getDelivery(id: string): Promise<DeliveryRow | null> {
    const rows = await this.#db.select().from(deliveries).where(eq(deliveries.id, id));
    return rows[0] ?? null;
  }

  /** Opens an attempt on a delivery that is still pending; null when there is nothing left to do. */
  async startAttempt(id: string): Promise<(DeliveryRow & { attempt: number }) | null> {
    return this.#db.transaction(async (tx) => {
      const [row] = await tx
        .update(deliveries)
        .set({ attempts: sql`attempts + 1`, nextAttemptAt: null })
        .where(and(eq(deliveries.id, id), eq(deliveries.status, 'pending')))
        .returning();
      if (row === undefined) return null;
      await tx
        .insert(deliveryAttempts)
        .values({ deliveryId: id, attempt: row.attempts, startedAt: sql`now()` });
      return { ...row, attempt: row.attempts };
    });
  }

  /** Closes an attempt with what came of it. */
  async finishAttempt(
    id: string,
    attempt: number,
    result: { outcome: 'delivered' | 'retry' | 'terminal'; detail: string | null },
  ): Promise<void> {
    await this.#db
      .update(deliveryAttempts)
      .set({ outcome: result.outcome, detail: result.detail, finishedAt: sql`now()` })
      .where(and(eq(deliveryAttempts.deliveryId, id), eq(deliveryAttempts.attempt, attempt)));
  }

  /** Marks a delivery as arrived, and projects that onto the `low_stock` events it carried. */
  async markDelivered(id: string, channel: string): Promise<void> {
    await this.#db
      .update(deliveries)
      .set({ status: 'delivered', deliveredAt: sql`now()`, lastError: null })
      .where(eq(deliveries.id, id));
    // Appends to the row as it is, so that two channels finishing at once both leave their name.
    await this.#db.execute(sql`
      UPDATE inventory_events AS event
      SET metadata = event.metadata || jsonb_build_object(
        'alertSent', true,
        'notifiers', (event.metadata->'notifiers') - ${channel}::text || jsonb_build_array(${channel}::text))
      FROM ${deliveryEvents} AS carried
      WHERE carried.delivery_id = ${id} AND event.id = carried.event_id AND event.timestamp = carried.event_timestamp`);
  }

  async scheduleRetry(id: string, delaySeconds: number, error: string): Promise<void> {
    await this.#db
      .update(deliveries)
      .set({ nextAttemptAt: sql`now() + make_interval(secs => ${delaySeconds})`, lastError: error })
      .where(eq(deliveries.id, id));
  }

  /** Gives a delivery up, visibly. */
  async markDead(id: string, error: string): Promise<void> {
    await this.#db
      .update(deliveries)
      .set({ status: 'dead', nextAttemptAt: null, lastError: error })
      .where(and(eq(deliveries.id, id), eq(deliveries.status, 'pending')));
  }

  /**
   * Reserves the channel's next place in its pace, shared by all processes; answers the seconds to wait until then.
   */
  async reserveSlot(channel: string, secondsBetween: number): Promise<number> {
    const { rows } = await this.#db.execute<{ wait: number }>(sql`
      INSERT INTO channel_pacing AS pacing (channel, next_send_at)
      VALUES (${channel}, clock_timestamp() + make_interval(secs => ${secondsBetween}))
      ON CONFLICT (channel) DO UPDATE SET
        next_send_at = greatest(pacing.next_send_at, clock_timestamp()) + make_interval(secs => ${secondsBetween})
      RETURNING greatest(
        extract(epoch FROM next_send_at - make_interval(secs => ${secondsBetween}) - clock_timestamp()), 0
      )::float8 AS wait`);
    return rows[0]?.wait ?? 0;
  }

  /** How many deliveries are in each state. */
  async countByStatus(): Promise<Record<DeliveryRow['status'], number>> {
    const { rows } = await this.#db.execute<{ status: DeliveryRow['status']; total: number }>(
      sql`SELECT status, count(*)::integer AS total FROM deliveries GROUP BY status`,
    );
    const counts = { pending: 0, delivered: 0, dead: 0 };
    for (const row of rows) counts[row.status] = row.total;
    return counts;
  }

  /** When the last scan went through; null before the first. */
  async getLastScanAt(): Promise<Date | null> {
    const rows = await this.#db.select().from(scanHeartbeat);
    return rows[0]?.scannedAt ?? null;
  }
}
