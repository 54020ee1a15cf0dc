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
import { createdAt, instant } from '../core/columns.ts';

/** What one delivery says: the items as they were when it was raised, or what is wrong with the alerting itself. */
export type DeliveryContent =
  | {
      kind: 'alert' | 'digest' | 'restocked';
      /** Most urgent first. */
      items: { sku: string; name: string; stock: number; threshold: number }[];
      /** ISO instant of the announcement. */
      occurredAt: string;
    }
  | { kind: 'alarm'; message: string; occurredAt: string }
  /** What happened to an order, for a server of the shop's own. */
  | { kind: 'event'; type: string; data: Record<string, unknown>; occurredAt: string };

/** An alert or a digest on its way to one channel: the truth about what was sent. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid('id').primaryKey().default(sql`gen_random_uuid()`),
    channel: varchar('channel', { length: 32 }).notNull(),
    /** Stable across channels and attempts; stands in the message. */
    alertId: uuid('alert_id').notNull(),
    content: jsonb('content').$type<DeliveryContent>().notNull(),
    status: varchar('status', { length: 16, enum: ['pending', 'delivered', 'dead'] })
      .notNull()
      .default('pending'),
    attempts: integer('attempts').notNull().default(0),
    /** How many of them were made before an operator sent it again: those do not count against its limit. */
    spentAttempts: integer('spent_attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at'),
    lastError: text('last_error'),
    createdAt: createdAt(),
    deliveredAt: instant('delivered_at'),
  },
  (table) => [
    index('idx_deliveries_status').on(table.status, table.createdAt),
    index('idx_deliveries_created_at').on(table.createdAt, table.id),
    check('deliveries_status_check', sql`${table.status} IN ('pending', 'delivered', 'dead')`),
  ],
);

/** The episodes that a delivery tells of, and the `low_stock` event of each; a recovery has none. */
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

/** Every attempt of a delivery and how it ended. */
export const deliveryAttempts = pgTable(
  'delivery_attempts',
  {
    deliveryId: uuid('delivery_id')
      .notNull()
      .references(() => deliveries.id, { onDelete: 'cascade' }),
    attempt: integer('attempt').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    /** Null while it runs, and for ever when the process died in it. */
    outcome: varchar('outcome', { length: 16, enum: ['delivered', 'retry', 'terminal'] }),
    detail: text('detail'),
  },
  (table) => [primaryKey({ name: 'delivery_attempts_pkey', columns: [table.deliveryId, table.attempt] })],
);

/** When a channel may send its next message: the pace that all processes share. */
export const channelPacing = pgTable('channel_pacing', {
  channel: varchar('channel', { length: 32 }).primaryKey(),
  nextSendAt: instant('next_send_at').notNull(),
});

/** How a channel is doing, as its attempts went. */
export const channelHealth = pgTable('channel_health', {
  channel: varchar('channel', { length: 32 }).primaryKey(),
  lastDeliveredAt: instant('last_delivered_at'),
  /** The first attempt that failed since then; null while it works. */
  failingSince: instant('failing_since'),
  failures: integer('failures').notNull().default(0),
  /** The provider refused for good: only a change of the settings helps. */
  isRefused: boolean('is_refused').notNull().default(false),
  lastError: text('last_error'),
});

/** What is wrong with the alerting itself: one row a subject (`scans`, `channel:webhook`), raised once, until resolved. */
export const opsAlarms = pgTable('ops_alarms', {
  subject: varchar('subject', { length: 64 }).primaryKey(),
  message: text('message').notNull(),
  raisedAt: instant('raised_at').notNull(),
  /** When somebody was last told; repeated while it lasts. */
  notifiedAt: instant('notified_at').notNull(),
  resolvedAt: instant('resolved_at'),
});
