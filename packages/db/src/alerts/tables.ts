import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant } from '../core/columns.ts';
import { inventoryProducts } from '../inventory/tables.ts';

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
    /** Number of channels that the last announcement went to. Zero: it is repeated once a channel is set up. */
    announcedChannels: integer('announced_channels').notNull().default(0),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedBy: varchar('acknowledged_by', { length: 255 }),
    snoozedUntil: instant('snoozed_until'),
    snoozedBy: varchar('snoozed_by', { length: 255 }),
    resolvedAt: instant('resolved_at'),
    /** The episode was announced and is over, and its recovery is not announced yet. */
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

/** Episode entries: what happened to an episode, and what was suppressed and why. With its deliveries, its timeline. */
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
    /** Why; of `announced`, `suppressed` and `resolved` only. */
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
        'muted',
        // resolved
        'restocked',
        'threshold',
        'archived',
      ],
    }),
    stock: integer('stock'),
    threshold: integer('threshold'),
    /** An operator's mail address or the kind of key; null: the hub itself. Of `muted`: who muted the product. */
    actor: varchar('actor', { length: 255 }),
    note: text('note'),
    /** Of `snoozed` and `muted` only; null of a mute without an end. */
    until: instant('until'),
    /** Of `suppressed` only: which announcement it was (`level:7`, `reminder`), or which mute and end, so that each is recorded once. */
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
 * Products that are not announced until a time, whether or not they are low yet. Rows in force only: a mute that somebody
 * lifts is deleted, and so is, in the night, one that has ended.
 */
export const alertMutes = pgTable(
  'alert_mutes',
  {
    id: uuid('id').primaryKey().default(sql`gen_random_uuid()`),
    /** `prefix`: all products whose SKU begins so, also those that come later. */
    kind: varchar('kind', { length: 16, enum: ['sku', 'supplier', 'prefix'] }).notNull(),
    /** A SKU, a supplier's name or the beginning of SKUs, as people read it. */
    value: varchar('value', { length: 255 }).notNull(),
    /** What products are compared with: of a prefix, its `hub_search_text`; otherwise the value. */
    key: text('key').notNull(),
    /** Null: until somebody lifts it. */
    until: instant('until'),
    note: text('note'),
    /** A mail address or the kind of key. */
    createdBy: varchar('created_by', { length: 255 }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index('idx_alert_mutes_key').on(table.kind, table.key),
    index('idx_alert_mutes_created_at').on(table.createdAt, table.id),
    check('alert_mutes_kind_check', sql`${table.kind} IN ('sku', 'supplier', 'prefix')`),
  ],
);

/**
 * One row: when something was last announced. The transaction that holds its lock announces; a crossing that finds it
 * locked or recent leaves its alert to the next flush, so that many crossings make one digest.
 */
export const alertFlush = pgTable(
  'alert_flush',
  {
    id: integer('id').primaryKey().default(1),
    announcedAt: instant('announced_at').notNull(),
  },
  (table) => [check('alert_flush_single_row_check', sql`${table.id} = 1`)],
);

/** When each SKU was last announced at each level: at most once per cooldown. */
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

/** One row: the last completed scan, for health checks and the app. */
export const scanHeartbeat = pgTable(
  'scan_heartbeat',
  {
    id: integer('id').primaryKey().default(1),
    scannedAt: instant('scanned_at').notNull(),
    lowStockCount: integer('low_stock_count').notNull(),
  },
  (table) => [check('scan_heartbeat_single_row_check', sql`${table.id} = 1`)],
);
