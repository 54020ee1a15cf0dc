import { sql } from 'drizzle-orm';
import { check, date, index, integer, pgTable, primaryKey, varchar } from 'drizzle-orm/pg-core';
import { createdAt, instant, total } from '../core/columns.ts';
import { storefronts } from '../storefronts/tables.ts';

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
