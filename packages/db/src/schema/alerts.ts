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
    acknowledgedBy: varchar('acknowledged_by', { length: 255 }),
    snoozedUntil: instant('snoozed_until'),
    snoozedBy: varchar('snoozed_by', { length: 255 }),
    resolvedAt: instant('resolved_at'),
    /** It was announced and is over, and nobody was told of that yet. */
    isRecoveryDue: boolean('is_recovery_due').notNull().default(false),
  },
  (table) => [
    index('idx_alert_episodes_status').on(table.status, table.openedAt, table.id),
    index('idx_alert_episodes_product_id').on(table.productId),
    index('idx_alert_episodes_recovery_due').on(table.id).where(sql`is_recovery_due`),
    uniqueIndex('alert_episodes_open_product_key').on(table.productId).where(sql`status <> 'resolved'`),
    check(
      'alert_episodes_status_check',
      sql`${table.status} IN ('open', 'acknowledged', 'snoozed', 'resolved')`,
    ),
  ],
);

/** What happened to an episode, and what did not and why: its timeline, beside its deliveries. */
export const alertEpisodeEvents = pgTable(
  'alert_episode_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    episodeId: uuid('episode_id')
      .notNull()
      .references(() => alertEpisodes.id, { onDelete: 'cascade' }),
    kind: varchar('kind', {
      length: 16,
      enum: ['opened', 'announced', 'suppressed', 'acknowledged', 'snoozed', 'reopened', 'resolved'],
    }).notNull(),
    /** Of `announced`, `suppressed` and `resolved`: why. */
    reason: varchar('reason', {
      length: 16,
      enum: [
        // announced
        'new',
        'lower',
        'reminder',
        'first_channel',
        // suppressed
        'cooldown',
        'grouped',
        'snoozed',
        'acknowledged',
        'no_channel',
        // resolved
        'restocked',
        'threshold',
        'archived',
      ],
    }),
    stock: integer('stock'),
    threshold: integer('threshold'),
    /** Who did it: an operator's mail address, or the kind of key; null: the hub itself. */
    actor: varchar('actor', { length: 255 }),
    note: text('note'),
    /** Of `snoozed`. */
    until: instant('until'),
    /** Of `suppressed`: what was not said, so that each thing is noted once: `level:7`, `reminder:2`. */
    occasion: varchar('occasion', { length: 64 }),
    occurredAt: instant('occurred_at').notNull().default(sql`now()`),
  },
  (table) => [
    index('idx_alert_episode_events_episode_id').on(table.episodeId, table.id),
    uniqueIndex('alert_episode_events_suppressed_key')
      .on(table.episodeId, table.reason, table.occasion)
      .where(sql`kind = 'suppressed'`),
    check(
      'alert_episode_events_kind_check',
      sql`${table.kind} IN ('opened', 'announced', 'suppressed', 'acknowledged', 'snoozed', 'reopened', 'resolved')`,
    ),
  ],
);

/**
 * One row: when something was last announced. Whoever holds its lock announces; a crossing that finds it taken or
 * recent leaves its alert to the next flush, so that a crowd of crossings makes one digest.
 */
export const alertFlush = pgTable(
  'alert_flush',
  {
    id: integer('id').primaryKey().default(1),
    announcedAt: instant('announced_at').notNull(),
  },
  (table) => [check('alert_flush_single_row_check', sql`${table.id} = 1`)],
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
