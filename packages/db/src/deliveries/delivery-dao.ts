import { and, eq, gt, sql } from 'drizzle-orm';
import { scanHeartbeat } from '../alerts/tables.ts';
import type { Executor } from '../database.ts';
import { type DeliveryContent, deliveries, deliveryAttempts, deliveryEvents } from './tables.ts';

export type DeliveryRow = typeof deliveries.$inferSelect;

/** An episode that a delivery carries, and its `low_stock` event; a recovery has none. */
export interface CarriedEpisode {
  episodeId: string;
  eventId: number | null;
  /** ISO instant with microseconds. */
  eventTimestamp: string | null;
}

/** The attempt that was opened, or why none was: nothing is left to do, or another attempt may still run that long. */
export type StartedAttempt =
  | { outcome: 'started'; delivery: DeliveryRow }
  | { outcome: 'under_way'; waitSeconds: number }
  | { outcome: 'settled' };

/** Deliveries and their attempts: the record of what was sent. */
export class DeliveryDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Writes a delivery with the episodes it carries, and returns its id. */
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
    // Arrays instead of a parameter per value: one statement for a digest of any size.
    await this.#db.execute(sql`
      INSERT INTO delivery_events (delivery_id, event_id, event_timestamp, episode_id)
      SELECT ${row.id}::uuid, * FROM unnest(
        ${sql.param(data.carried.map((one) => one.eventId))}::bigint[],
        ${sql.param(data.carried.map((one) => one.eventTimestamp))}::timestamptz[],
        ${sql.param(data.carried.map((one) => one.episodeId))}::uuid[])`);
    return row.id;
  }

  /** Returns the messages to a channel that were written in the last `seconds`, oldest first. */
  getRecent(channel: string, seconds: number): Promise<DeliveryRow[]> {
    return this.#db
      .select()
      .from(deliveries)
      .where(
        and(
          gt(deliveries.createdAt, sql`now() - make_interval(secs => ${seconds})`),
          eq(deliveries.channel, channel),
        ),
      )
      .orderBy(deliveries.createdAt, deliveries.id);
  }

  async getDelivery(id: string): Promise<DeliveryRow | null> {
    const rows = await this.#db.select().from(deliveries).where(eq(deliveries.id, id));
    return rows[0] ?? null;
  }

  /**
   * Opens an attempt at a pending delivery, unless another one started within the last `deadlineSeconds` and has not
   * ended: its worker may be alive although the queue took it for dead.
   */
  async startAttempt(id: string, deadlineSeconds: number): Promise<StartedAttempt> {
    return this.#db.transaction(async (tx) => {
      const [row] = await tx
        .select()
        .from(deliveries)
        .where(and(eq(deliveries.id, id), eq(deliveries.status, 'pending')))
        .for('update');
      if (row === undefined) return { outcome: 'settled' };
      const { rows } = await tx.execute<{ wait: number | null }>(sql`
        SELECT extract(epoch FROM max(started_at) + make_interval(secs => ${deadlineSeconds}) - now())::float8 AS wait
        FROM delivery_attempts WHERE delivery_id = ${id} AND finished_at IS NULL`);
      const wait = rows[0]?.wait ?? 0;
      if (wait > 0) return { outcome: 'under_way', waitSeconds: wait };
      const attempt = row.attempts + 1;
      await tx
        .update(deliveries)
        .set({ attempts: attempt, nextAttemptAt: null })
        .where(eq(deliveries.id, id));
      await tx.insert(deliveryAttempts).values({ deliveryId: id, attempt, startedAt: sql`now()` });
      return { outcome: 'started', delivery: { ...row, attempts: attempt } };
    });
  }

  /** Closes an attempt with its outcome. */
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

  /** Marks a delivery as delivered, perhaps with a warning, and adds its channel to the `low_stock` events that it carried. */
  async markDelivered(id: string, channel: string, warning: string | null): Promise<void> {
    await this.#db
      .update(deliveries)
      .set({ status: 'delivered', deliveredAt: sql`now()`, lastError: warning })
      .where(eq(deliveries.id, id));
    // Appends to the current row, so that two channels that finish at once are both recorded.
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
      .where(and(eq(deliveries.id, id), eq(deliveries.status, 'pending')));
  }

  /** Gives a delivery up. */
  async markDead(id: string, error: string): Promise<void> {
    await this.#db
      .update(deliveries)
      .set({ status: 'dead', nextAttemptAt: null, lastError: error })
      .where(and(eq(deliveries.id, id), eq(deliveries.status, 'pending')));
  }

  /**
   * Reserves the channel's next time slot, shared by all processes, if it comes within `patienceSeconds`. Returns the
   * seconds to wait for it, or until asking again makes sense.
   */
  async reserveSlot(
    channel: string,
    secondsBetween: number,
    patienceSeconds: number,
  ): Promise<{ isReserved: boolean; waitSeconds: number }> {
    const { rows } = await this.#db.execute<{ wait: number }>(sql`
      INSERT INTO channel_pacing AS pacing (channel, next_send_at)
      VALUES (${channel}, clock_timestamp() + make_interval(secs => ${secondsBetween}))
      ON CONFLICT (channel) DO UPDATE SET
        next_send_at = greatest(pacing.next_send_at, clock_timestamp()) + make_interval(secs => ${secondsBetween})
        WHERE pacing.next_send_at <= clock_timestamp() + make_interval(secs => ${patienceSeconds})
      RETURNING greatest(
        extract(epoch FROM next_send_at - make_interval(secs => ${secondsBetween}) - clock_timestamp()), 0
      )::float8 AS wait`);
    if (rows[0] !== undefined) return { isReserved: true, waitSeconds: rows[0].wait };
    const held = await this.#db.execute<{ wait: number }>(sql`
      SELECT greatest(extract(epoch FROM next_send_at - clock_timestamp()), 0)::float8 AS wait
      FROM channel_pacing WHERE channel = ${channel}`);
    return { isReserved: false, waitSeconds: held.rows[0]?.wait ?? 0 };
  }

  /** Holds a channel for `seconds`, because its provider asked for it. */
  async holdChannel(channel: string, seconds: number): Promise<void> {
    await this.#db.execute(sql`
      INSERT INTO channel_pacing AS pacing (channel, next_send_at)
      VALUES (${channel}, clock_timestamp() + make_interval(secs => ${seconds}))
      ON CONFLICT (channel) DO UPDATE SET next_send_at = greatest(pacing.next_send_at, excluded.next_send_at)`);
  }

  /** Returns the number of deliveries in each state. */
  async countByStatus(): Promise<Record<DeliveryRow['status'], number>> {
    const { rows } = await this.#db.execute<{ status: DeliveryRow['status']; total: number }>(
      sql`SELECT status, count(*)::integer AS total FROM deliveries GROUP BY status`,
    );
    const counts = { pending: 0, delivered: 0, dead: 0 };
    for (const row of rows) counts[row.status] = row.total;
    return counts;
  }

  /** Returns when the last scan completed, and its age by the database's clock; null before the first. */
  async getLastScan(): Promise<{ at: Date; ageSeconds: number } | null> {
    const [row] = await this.#db
      .select({
        at: scanHeartbeat.scannedAt,
        ageSeconds: sql<number>`extract(epoch FROM clock_timestamp() - ${scanHeartbeat.scannedAt})::float8`,
      })
      .from(scanHeartbeat);
    return row ?? null;
  }
}
