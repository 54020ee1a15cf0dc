import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { channelHealth } from './tables.ts';

/** A channel's health. */
export type ChannelHealthRow = typeof channelHealth.$inferSelect & {
  /** Time since the first failure after the last success, by the database's clock; null while the channel works. */
  failingSeconds: number | null;
};

/** The health of channels, derived from their attempts. */
export class ChannelHealthDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async recordDelivered(channel: string): Promise<void> {
    await this.#db.execute(sql`
      INSERT INTO channel_health (channel, last_delivered_at) VALUES (${channel}, now())
      ON CONFLICT (channel) DO UPDATE
      SET last_delivered_at = now(), failing_since = NULL, failures = 0, is_refused = false, last_error = NULL`);
  }

  /** `isRefused`: the provider refused permanently. */
  async recordFailure(channel: string, failure: { isRefused: boolean; error: string }): Promise<void> {
    await this.#db.execute(sql`
      INSERT INTO channel_health AS health (channel, failing_since, failures, is_refused, last_error)
      VALUES (${channel}, now(), 1, ${failure.isRefused}, ${failure.error})
      ON CONFLICT (channel) DO UPDATE
      SET failing_since = coalesce(health.failing_since, now()), failures = health.failures + 1,
          is_refused = excluded.is_refused, last_error = excluded.last_error`);
  }

  async getAll(): Promise<ChannelHealthRow[]> {
    return this.#db
      .select({
        channel: channelHealth.channel,
        lastDeliveredAt: channelHealth.lastDeliveredAt,
        failingSince: channelHealth.failingSince,
        failures: channelHealth.failures,
        isRefused: channelHealth.isRefused,
        lastError: channelHealth.lastError,
        failingSeconds: sql<
          number | null
        >`extract(epoch FROM clock_timestamp() - ${channelHealth.failingSince})::float8`,
      })
      .from(channelHealth);
  }
}
