import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { amount, createdAt, instant, total } from './columns.ts';
import { storefronts } from './storefronts.ts';

/** Partners. `*_30d` are projections of the daily rollups, refreshed within two seconds. Archived, never deleted. */
export const affiliates = pgTable(
  'affiliates',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    handle: varchar('handle', { length: 255 }).notNull().unique('idx_affiliates_handle'),
    name: varchar('name', { length: 255 }).notNull(),
    status: varchar('status', { length: 50, enum: ['active', 'paused', 'archived'] })
      .notNull()
      .default('active'),
    pixelId: varchar('pixel_id', { length: 255 }).notNull().unique('idx_affiliates_pixel_id'),
    /** Own commission rate in basis points; null uses the hub's default. */
    commissionBps: integer('commission_bps'),
    revenue30d: total('revenue_30d').notNull().default('0'),
    clicks30d: integer('clicks_30d').notNull().default(0),
    conversions30d: integer('conversions_30d').notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    // Each click batch asks which of its affiliates is not active: among few rows rather than among all.
    index('idx_affiliates_not_active').on(table.id, table.status).where(sql`status <> 'active'`),
    check('affiliates_status_check', sql`${table.status} IN ('active', 'paused', 'archived')`),
    check('affiliates_commission_bps_check', sql`${table.commissionBps} BETWEEN 0 AND 10000`),
  ],
);

/** Every touch, counted or not. Partitioned by month of `timestamp`; no foreign keys, so that nothing slows the write. */
export const affClicks = pgTable(
  'aff_clicks',
  {
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    storefrontId: integer('storefront_id').notNull(),
    affiliateId: integer('affiliate_id').notNull(),
    pixelId: varchar('pixel_id', { length: 255 }).notNull(),
    eventId: uuid('event_id'),
    /** First-party id, or a keyed hash of address and user agent under the day's salt. */
    visitorKey: varchar('visitor_key', { length: 80 }).notNull(),
    /** Truncated to /24 or /48 before it is stored. */
    ipAddress: varchar('ip_address', { length: 45 }),
    userAgent: text('user_agent'),
    referrer: text('referrer'),
    landingPage: text('landing_page'),
    subId: varchar('sub_id', { length: 255 }),
    counted: boolean('counted').notNull(),
    /** Why it is not counted. */
    reason: varchar('reason', { length: 16, enum: ['bot', 'duplicate', 'paused'] }),
    timestamp: instant('timestamp').notNull().default(sql`now()`),
  },
  (table) => [
    primaryKey({ name: 'aff_clicks_pkey', columns: [table.id, table.timestamp] }),
    index('idx_aff_clicks_pixel_id').on(table.pixelId, table.timestamp.desc().nullsFirst()),
    // Rows lie in the order of their time: a range of blocks tells as much as a tree, and costs a click nothing.
    index('idx_aff_clicks_timestamp').using('brin', table.timestamp),
  ],
);

/**
 * Event ids already answered, with the answer. Partitioned by `event_day`: a version 7 UUID's own day, so that a
 * retry finds the row however late it comes; `epoch` for other UUIDs, which a job forgets after a day.
 */
export const affEventIds = pgTable(
  'aff_event_ids',
  {
    eventDay: date('event_day', { mode: 'string' }).notNull(),
    eventId: uuid('event_id').notNull(),
    storefrontId: integer('storefront_id').notNull(),
    /** First 64 bits of the SHA-256 of what was sent: the same id with another body is refused. */
    bodyHash: bigint('body_hash', { mode: 'bigint' }).notNull(),
    /** Id of the click or attribution that the event became. */
    resultId: bigint('result_id', { mode: 'number' }).notNull(),
    /** Why the click it became is not counted. */
    reason: varchar('reason', { length: 16, enum: ['bot', 'duplicate', 'paused'] }),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ name: 'aff_event_ids_pkey', columns: [table.eventDay, table.storefrontId, table.eventId] }),
  ],
);

/**
 * A visitor's last counted click for an affiliate on a day (UTC): the dedup window is measured from it, and an order that
 * names only its visitor is credited by it. The day leads the key: new visitors then touch the pages of today, which
 * stay in memory, and not those of a month.
 */
export const affLastClicks = pgTable(
  'aff_last_clicks',
  {
    day: date('day', { mode: 'string' }).notNull(),
    visitorKey: varchar('visitor_key', { length: 80 }).notNull(),
    affiliateId: integer('affiliate_id').notNull(),
    clickId: bigint('click_id', { mode: 'number' }).notNull(),
    countedAt: instant('counted_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'aff_last_clicks_pkey', columns: [table.day, table.visitorKey, table.affiliateId] }),
  ],
);

/** Keys for the visitor hash, one a day. Deleted after two days, so that old hashes can be linked by nobody. */
export const affVisitorSalts = pgTable('aff_visitor_salts', {
  day: date('day', { mode: 'string' }).primaryKey(),
  salt: varchar('salt', { length: 64 }).notNull(),
});

/** What an affiliate earned on a day (UTC): conversions as they are written, clicks as `aff_rollup_deltas` is folded in. */
export const affDailyRollups = pgTable(
  'aff_daily_rollups',
  {
    affiliateId: integer('affiliate_id')
      .notNull()
      .references(() => affiliates.id, { onDelete: 'restrict' }),
    day: date('day', { mode: 'string' }).notNull(),
    clicks: integer('clicks').notNull().default(0),
    conversions: integer('conversions').notNull().default(0),
    revenue: total('revenue').notNull().default('0'),
    updatedAt: instant('updated_at').notNull().default(sql`now()`),
  },
  (table) => [primaryKey({ name: 'aff_daily_rollups_pkey', columns: [table.affiliateId, table.day] })],
);

/**
 * What the next fold, within a second, has to do. A committed click batch leaves one row with what it adds to the rollups:
 * an append never waits, where an upsert of a popular affiliate's day would make all processes wait for each other. An
 * order, which is in the rollups at once, leaves one for the 30-day metrics.
 */
export const affRollupDeltas = pgTable('aff_rollup_deltas', {
  day: date('day', { mode: 'string' }).notNull(),
  affiliateIds: integer('affiliate_ids').array().notNull(),
  /** Counted clicks, beside the id at the same place; 0 says that orders changed the affiliate's rollup of this day. */
  clicks: integer('clicks').array().notNull(),
});

/** Orders attributed to an affiliate: the verified one, and the claims beside it. */
export const affAttributions = pgTable(
  'aff_attributions',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    affiliateId: integer('affiliate_id')
      .notNull()
      .references(() => affiliates.id, { onDelete: 'restrict' }),
    pixelId: varchar('pixel_id', { length: 255 }).notNull(),
    orderId: varchar('order_id', { length: 255 }).notNull(),
    kind: varchar('kind', { length: 16, enum: ['verified', 'claim'] }).notNull(),
    revenue: amount('revenue').notNull(),
    commission: amount('commission').notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
    status: varchar('status', { length: 50, enum: ['pending', 'approved', 'paid', 'void'] })
      .notNull()
      .default('pending'),
    clickId: bigint('click_id', { mode: 'number' }),
    /** What was given back of the order, at most all of it, and the part of the commission that goes with it. */
    refunded: amount('refunded').notNull().default('0'),
    commissionReversed: amount('commission_reversed').notNull().default('0'),
    /** All of it was given back: it leaves the metrics. */
    isReversed: boolean('is_reversed').notNull().default(false),
    timestamp: instant('timestamp').notNull().default(sql`now()`),
    updatedAt: instant('updated_at').notNull().default(sql`now()`),
  },
  (table) => [
    // One order pays one commission, whoever races: this index decides.
    uniqueIndex('aff_attributions_verified_order_key')
      .on(table.storefrontId, table.orderId)
      .where(sql`kind = 'verified'`),
    uniqueIndex('aff_attributions_order_pixel_key').on(table.storefrontId, table.orderId, table.pixelId),
    index('idx_aff_attributions_pixel_id').on(table.pixelId, table.timestamp.desc().nullsFirst()),
    index('idx_aff_attributions_order_id').on(table.orderId),
    index('idx_aff_attributions_affiliate_id').on(table.affiliateId, table.id.desc().nullsFirst()),
    check('aff_attributions_kind_check', sql`${table.kind} IN ('verified', 'claim')`),
    check('aff_attributions_status_check', sql`${table.status} IN ('pending', 'approved', 'paid', 'void')`),
    check('aff_attributions_amounts_check', sql`${table.revenue} >= 0 AND ${table.commission} >= 0`),
    check(
      'aff_attributions_refunded_check',
      sql`${table.refunded} BETWEEN 0 AND ${table.revenue} AND ${table.commissionReversed} BETWEEN 0 AND ${table.commission}`,
    ),
    // A claim pays nothing: it must be verified before it can be approved.
    check(
      'aff_attributions_claim_unpaid_check',
      sql`${table.kind} = 'verified' OR ${table.status} IN ('pending', 'void')`,
    ),
  ],
);

/**
 * What was given back of orders, as the shop reported it; of orders too that are not known yet, or never will be. What it
 * takes from an attribution follows from all refunds of its order together, in whatever order they came.
 */
export const affRefunds = pgTable(
  'aff_refunds',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    orderId: varchar('order_id', { length: 255 }).notNull(),
    /** The shop's own id: reported again, it is the same refund. */
    refundId: varchar('refund_id', { length: 255 }).notNull(),
    /** Null: all that was left, as for a cancelled order. */
    amount: amount('amount'),
    timestamp: instant('timestamp').notNull().default(sql`now()`),
  },
  (table) => [
    uniqueIndex('aff_refunds_refund_key').on(table.storefrontId, table.orderId, table.refundId),
    index('idx_aff_refunds_timestamp').on(table.timestamp),
    check('aff_refunds_amount_check', sql`${table.amount} > 0`),
  ],
);
