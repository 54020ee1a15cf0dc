import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import {
  amount,
  canonicalKey,
  createdAt,
  instant,
  MOST_DECIMALS,
  NOTHING,
  SUM_LIMIT,
} from '../core/columns.ts';
import { storefronts } from '../storefronts/tables.ts';

/** Affiliates that commission rules treat alike; an affiliate is in at most one. */
export const affiliateGroups = pgTable(
  'affiliate_groups',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    name: varchar('name', { length: 255 }).notNull(),
    /** Its canonical form, which upper and lower case share. */
    nameKey: varchar('name_key', { length: 255 }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex('affiliate_groups_name_key').on(table.storefrontId, table.nameKey)],
);

/** Partners. `*_30d` are projections of the daily rollups, refreshed within two seconds. Archived, never deleted. */
export const affiliates = pgTable(
  'affiliates',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    handle: varchar('handle', { length: 255 }).notNull().unique('idx_affiliates_handle'),
    /** An older affiliate has the canonical form of this handle. */
    isHandleShadowed: boolean('is_handle_shadowed').notNull().default(false),
    handleKey: canonicalKey('handle_key', {
      text: 'handle',
      isShadowed: 'is_handle_shadowed',
      canonical: 'hub_canonical_handle',
    }),
    /** Archived in favour of this one, which gets what comes in under its handle and pixel. */
    mergedIntoId: integer('merged_into_id').references((): AnyPgColumn => affiliates.id, {
      onDelete: 'restrict',
    }),
    name: varchar('name', { length: 255 }).notNull(),
    status: varchar('status', { length: 50, enum: ['active', 'paused', 'archived'] })
      .notNull()
      .default('active'),
    pixelId: varchar('pixel_id', { length: 255 }).notNull().unique('idx_affiliates_pixel_id'),
    /** Own commission rate in basis points; null uses the hub's default. */
    commissionBps: integer('commission_bps'),
    groupId: integer('group_id').references(() => affiliateGroups.id, { onDelete: 'restrict' }),
    revenue30d: amount('revenue_30d').notNull().default(NOTHING),
    clicks30d: integer('clicks_30d').notNull().default(0),
    conversions30d: integer('conversions_30d').notNull().default(0),
    /** The verified part of them: without claims. */
    verifiedRevenue30d: amount('verified_revenue_30d').notNull().default(NOTHING),
    verifiedConversions30d: integer('verified_conversions_30d').notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('affiliates_handle_key_key').on(table.handleKey),
    index('idx_affiliates_group_id').on(table.groupId).where(sql`group_id IS NOT NULL`),
    index('idx_affiliates_merged_into_id').on(table.mergedIntoId).where(sql`merged_into_id IS NOT NULL`),
    // Each click batch asks which of its affiliates are not active; this index holds few rows.
    index('idx_affiliates_not_active').on(table.id, table.status).where(sql`status <> 'active'`),
    // As searches compare them. Metrics are not among the columns, so that their refresh writes no index.
    index('idx_affiliates_handle_text').on(sql`hub_search_text(handle) text_pattern_ops`),
    index('idx_affiliates_name_text').on(sql`hub_search_text(name) text_pattern_ops`),
    index('idx_affiliates_words').using('gin', sql`hub_search_words(name || ' ' || handle)`),
    check('affiliates_status_check', sql`${table.status} IN ('active', 'paused', 'archived')`),
    check('affiliates_merged_check', sql`${table.mergedIntoId} IS NULL OR ${table.status} = 'archived'`),
    check('affiliates_commission_bps_check', sql`${table.commissionBps} BETWEEN 0 AND 10000`),
    check(
      'affiliates_decimals_check',
      sql`greatest(abs(${table.revenue30d}), abs(${table.verifiedRevenue30d})) < ${SUM_LIMIT} AND greatest(min_scale(${table.revenue30d}), min_scale(${table.verifiedRevenue30d})) <= ${MOST_DECIMALS}`,
    ),
  ],
);

/** Coupon codes that are bound to an affiliate: an order with one is attributed to it when nothing better names somebody. */
export const affiliateCodes = pgTable(
  'affiliate_codes',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    affiliateId: integer('affiliate_id')
      .notNull()
      .references(() => affiliates.id, { onDelete: 'restrict' }),
    /** As somebody wrote it. */
    code: varchar('code', { length: 255 }).notNull(),
    /** Its canonical form, which upper and lower case share. */
    codeKey: varchar('code_key', { length: 255 }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('affiliate_codes_code_key').on(table.storefrontId, table.codeKey),
    index('idx_affiliate_codes_affiliate_id').on(table.affiliateId, table.id),
  ],
);

/**
 * An affiliate's clicks, conversions and revenue on a day (UTC). Conversions are added as they are written, clicks when
 * `aff_rollup_deltas` is folded in.
 */
export const affDailyRollups = pgTable(
  'aff_daily_rollups',
  {
    affiliateId: integer('affiliate_id')
      .notNull()
      .references(() => affiliates.id, { onDelete: 'restrict' }),
    day: date('day', { mode: 'string' }).notNull(),
    clicks: integer('clicks').notNull().default(0),
    conversions: integer('conversions').notNull().default(0),
    revenue: amount('revenue').notNull().default(NOTHING),
    /** The verified part of them: without claims. */
    verifiedConversions: integer('verified_conversions').notNull().default(0),
    verifiedRevenue: amount('verified_revenue').notNull().default(NOTHING),
    updatedAt: instant('updated_at').notNull().default(sql`now()`),
  },
  (table) => [
    primaryKey({ name: 'aff_daily_rollups_pkey', columns: [table.affiliateId, table.day] }),
    check(
      'aff_daily_rollups_decimals_check',
      sql`greatest(abs(${table.revenue}), abs(${table.verifiedRevenue})) < ${SUM_LIMIT} AND greatest(min_scale(${table.revenue}), min_scale(${table.verifiedRevenue})) <= ${MOST_DECIMALS}`,
    ),
  ],
);

/**
 * The work of the next fold, which runs within a second. A committed click batch leaves one row with what it adds to the
 * rollups: an append never waits, while upserts of a popular affiliate's day would make all processes wait for each
 * other. An order is in the rollups at once and leaves a row for the 30-day metrics.
 */
export const affRollupDeltas = pgTable('aff_rollup_deltas', {
  day: date('day', { mode: 'string' }).notNull(),
  /** The quarter of an hour of the clicks; null: orders, or clicks of a version of the hub that had none. */
  bucket: instant('bucket'),
  affiliateIds: integer('affiliate_ids').array().notNull(),
  /** Counted clicks of the affiliate at the same position; 0: orders changed its rollup of this day. */
  clicks: integer('clicks').array().notNull(),
});
