import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';
import { inventoryProducts } from './inventory.ts';

/** One shortage from opening to restock. Its id is the stable alert id that messages carry. */
export const alertEpisodes = pgTable(
  'alert_episodes',
  {
    id: uuid('id').primaryKey().default(sql`gen_random_uuid()`),
    productId: integer('product_id')
      .notNull()
      .references(() => inventoryProducts.id, { onDelete: 'restrict' }),
    status: varchar('status', { length: 16, enum: ['open', 'acknowledged', 'snoozed', 'resolved'] })
      .notNull()
      .default('open'),
    openedAt: instant('opened_at').notNull().default(sql`now()`),
    /** Lowest level announced so far; null until the first announcement. */
    announcedStock: integer('announced_stock'),
    announcedAt: instant('announced_at'),
    /** To how many channels the last announcement went: zero is made good when the first channel is set up. */
    announcedChannels: integer('announced_channels').notNull().default(0),
    acknowledgedAt: instant('acknowledged_at'),
    snoozedUntil: instant('snoozed_until'),
    resolvedAt: instant('resolved_at'),
  },
  (table) => [
    uniqueIndex('alert_episodes_open_product_key').on(table.productId).where(sql`status <> 'resolved'`),
    check(
      'alert_episodes_status_check',
      sql`${table.status} IN ('open', 'acknowledged', 'snoozed', 'resolved')`,
    ),
  ],
);

/** The floor under all announcements: the same SKU at the same level at most once per cooldown. */
export const alertCooldowns = pgTable(
  'alert_cooldowns',
  {
    sku: varchar('sku', { length: 255 }).notNull(),
    stock: integer('stock').notNull(),
    claimedAt: instant('claimed_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'alert_cooldowns_pkey', columns: [table.sku, table.stock] }),
    index('idx_alert_cooldowns_claimed_at').on(table.claimedAt),
  ],
);

/** What one delivery says: the items as they were when it was raised. */
export interface DeliveryContent {
  kind: 'alert' | 'digest';
  /** Most urgent first. */
  items: { sku: string; name: string; stock: number; threshold: number }[];
  /** ISO instant of the announcement. */
  occurredAt: string;
}

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
    nextAttemptAt: instant('next_attempt_at'),
    lastError: text('last_error'),
    createdAt: createdAt(),
    deliveredAt: instant('delivered_at'),
  },
  (table) => [
    index('idx_deliveries_status').on(table.status, table.createdAt),
    check('deliveries_status_check', sql`${table.status} IN ('pending', 'delivered', 'dead')`),
  ],
);

/** The announcements (`low_stock` events) that a delivery carries. */
export const deliveryEvents = pgTable(
  'delivery_events',
  {
    deliveryId: uuid('delivery_id')
      .notNull()
      .references(() => deliveries.id, { onDelete: 'cascade' }),
    eventId: bigint('event_id', { mode: 'number' }).notNull(),
    eventTimestamp: instant('event_timestamp').notNull(),
    episodeId: uuid('episode_id')
      .notNull()
      .references(() => alertEpisodes.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ name: 'delivery_events_pkey', columns: [table.deliveryId, table.eventId] }),
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

/** The last completed scan, one row: what health checks and the app read. */
export const scanHeartbeat = pgTable(
  'scan_heartbeat',
  {
    id: integer('id').primaryKey().default(1),
    scannedAt: instant('scanned_at').notNull(),
    lowStockCount: integer('low_stock_count').notNull(),
  },
  (table) => [check('scan_heartbeat_single_row_check', sql`${table.id} = 1`)],
);
