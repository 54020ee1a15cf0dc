import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { alertEpisodes } from '../alerts/tables.ts';
import { instant } from '../core/columns.ts';

/** The content of a delivery: items as they were when it was written, an alarm about the alerting unless it says otherwise, or a hub event. */
export type DeliveryContent =
  | {
      kind: 'alert' | 'digest' | 'restocked';
      /** Most urgent first. The first ones name their episodes: those that messages link to. */
      items: { sku: string; name: string; stock: number; threshold: number; episodeId?: string }[];
      /** As an earlier version wrote it, of an alert about one product. */
      episodeId?: string;
      /** ISO instant of the announcement. */
      occurredAt: string;
    }
  | { kind: 'alarm'; about?: 'payouts'; message: string; occurredAt: string }
  /** A hub event about an order, for the shop's own server. */
  | { kind: 'event'; type: string; data: Record<string, unknown>; occurredAt: string };

/** A message on its way to one channel, and the record of what was sent. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid('id').primaryKey().default(sql`gen_random_uuid()`),
    channel: varchar('channel', { length: 32 }).notNull(),
    /** The same on all channels and in all attempts; the message shows it. */
    alertId: uuid('alert_id').notNull(),
    content: jsonb('content').$type<DeliveryContent>().notNull(),
    status: varchar('status', { length: 16, enum: ['pending', 'delivered', 'dead'] })
      .notNull()
      .default('pending'),
    attempts: integer('attempts').notNull().default(0),
    /** Attempts made before an operator sent it again; they do not count against the limit. */
    spentAttempts: integer('spent_attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at'),
    /** Why the last attempt failed; of one that arrived, what went wrong all the same. */
    lastError: text('last_error'),
    /** By the clock and not of its transaction, so that what is told of one event stays in its order. */
    createdAt: instant('created_at').notNull().default(sql`clock_timestamp()`),
    deliveredAt: instant('delivered_at'),
  },
  (table) => [
    index('idx_deliveries_status').on(table.status, table.createdAt),
    index('idx_deliveries_created_at').on(table.createdAt, table.id),
    // What was told of an order.
    index('idx_deliveries_order_id')
      .on(sql`(content->'data'->>'orderId')`)
      .where(sql`content->>'kind' = 'event'`),
    check('deliveries_status_check', sql`${table.status} IN ('pending', 'delivered', 'dead')`),
  ],
);

/** The episodes that a delivery carries, and the `low_stock` event of each; a recovery has none. */
export const deliveryEvents = pgTable(
  'delivery_events',
  {
    deliveryId: uuid('delivery_id')
      .notNull()
      .references(() => deliveries.id, { onDelete: 'cascade' }),
    eventId: bigint('event_id', { mode: 'number' }),
    eventTimestamp: instant('event_timestamp'),
    episodeId: uuid('episode_id')
      .notNull()
      .references(() => alertEpisodes.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ name: 'delivery_events_pkey', columns: [table.deliveryId, table.episodeId] }),
    index('idx_delivery_events_episode_id').on(table.episodeId),
  ],
);

/** Every attempt at a delivery and its outcome. */
export const deliveryAttempts = pgTable(
  'delivery_attempts',
  {
    deliveryId: uuid('delivery_id')
      .notNull()
      .references(() => deliveries.id, { onDelete: 'cascade' }),
    attempt: integer('attempt').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    /** Null while it runs, and for good when the process died during it. */
    outcome: varchar('outcome', { length: 16, enum: ['delivered', 'retry', 'terminal'] }),
    detail: text('detail'),
  },
  (table) => [primaryKey({ name: 'delivery_attempts_pkey', columns: [table.deliveryId, table.attempt] })],
);

/** When a channel may send its next message, shared by all processes. */
export const channelPacing = pgTable('channel_pacing', {
  channel: varchar('channel', { length: 32 }).primaryKey(),
  nextSendAt: instant('next_send_at').notNull(),
});

/** The health of each channel, derived from its attempts. */
export const channelHealth = pgTable('channel_health', {
  channel: varchar('channel', { length: 32 }).primaryKey(),
  lastDeliveredAt: instant('last_delivered_at'),
  /** The first failed attempt since the last success; null while the channel works. */
  failingSince: instant('failing_since'),
  failures: integer('failures').notNull().default(0),
  /** The provider refused permanently: only a change of settings helps. */
  isRefused: boolean('is_refused').notNull().default(false),
  lastError: text('last_error'),
});

/** Alarms about the alerting itself: one row per subject (`scans`, `channel:webhook`), until it is resolved. */
export const opsAlarms = pgTable('ops_alarms', {
  subject: varchar('subject', { length: 64 }).primaryKey(),
  message: text('message').notNull(),
  raisedAt: instant('raised_at').notNull(),
  /** When the alarm was last sent; it is repeated while it lasts. */
  notifiedAt: instant('notified_at').notNull(),
  resolvedAt: instant('resolved_at'),
});
