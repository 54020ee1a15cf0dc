import { sql } from 'drizzle-orm';
import { date, index, integer, jsonb, pgTable, primaryKey, varchar } from 'drizzle-orm/pg-core';
import { affiliates } from '../affiliates/tables.ts';
import { amount, instant } from '../core/columns.ts';
import { storefronts } from '../storefronts/tables.ts';

/*
 * Figures over time. Those of a moment are, wherever they are summed up:
 *
 * - clicks: the counted ones, when they were recorded;
 * - orders: those that an affiliate is credited with (verified, neither void nor fully refunded), at the time of the
 *   attribution; in a storefront's figures also those that nobody is credited with and that are not fully refunded, when
 *   the customer ordered;
 * - revenue: theirs, less refunds, whenever the refund came;
 * - commission: theirs, less what refunds reversed.
 *
 * Claims are not among them until somebody verifies them.
 */

const figures = () => ({
  clicks: integer('clicks').notNull().default(0),
  orders: integer('orders').notNull().default(0),
  revenue: amount('revenue').notNull().default(sql`0`),
  commission: amount('commission').notNull().default(sql`0`),
});

/** When a quarter of an hour begins, in UTC: zones differ by quarters, so that the days of each zone are sums of them. */
const bucket = () => instant('bucket').notNull();

const affiliateId = () =>
  integer('affiliate_id')
    .notNull()
    .references(() => affiliates.id, { onDelete: 'restrict' });

const storefrontId = () =>
  integer('storefront_id')
    .notNull()
    .references(() => storefronts.id, { onDelete: 'restrict' });

/** An affiliate's figures of each quarter of an hour. Complete up to the deltas that the next fold adds. */
export const affiliateQuarters = pgTable(
  'affiliate_quarters',
  { affiliateId: affiliateId(), bucket: bucket(), ...figures() },
  (table) => [
    primaryKey({ name: 'affiliate_quarters_pkey', columns: [table.affiliateId, table.bucket] }),
    // For all affiliates at the edges of a range. Rows come in order of time, so block ranges cost a fold nothing.
    index('idx_affiliate_quarters_bucket')
      .using('brin', table.bucket)
      .with({ pages_per_range: 16, autosummarize: true }),
  ],
);

/** The same of each day (UTC) before the mark `days`. */
export const affiliateDays = pgTable(
  'affiliate_days',
  { affiliateId: affiliateId(), day: date('day', { mode: 'string' }).notNull(), ...figures() },
  (table) => [
    primaryKey({ name: 'affiliate_days_pkey', columns: [table.affiliateId, table.day] }),
    index('idx_affiliate_days_day')
      .using('brin', table.day)
      .with({ pages_per_range: 16, autosummarize: true }),
  ],
);

/** The same of each month (UTC) before the mark `months`, by its first day. */
export const affiliateMonths = pgTable(
  'affiliate_months',
  { affiliateId: affiliateId(), day: date('day', { mode: 'string' }).notNull(), ...figures() },
  (table) => [
    primaryKey({ name: 'affiliate_months_pkey', columns: [table.affiliateId, table.day] }),
    index('idx_affiliate_months_day').on(table.day),
  ],
);

/** A storefront's figures of each quarter of an hour: of its affiliates, and of the orders that nobody is credited with. */
export const storefrontQuarters = pgTable(
  'storefront_quarters',
  { storefrontId: storefrontId(), bucket: bucket(), ...figures() },
  (table) => [primaryKey({ name: 'storefront_quarters_pkey', columns: [table.storefrontId, table.bucket] })],
);

/** The same of each day (UTC) before the mark `days`. */
export const storefrontDays = pgTable(
  'storefront_days',
  { storefrontId: storefrontId(), day: date('day', { mode: 'string' }).notNull(), ...figures() },
  (table) => [primaryKey({ name: 'storefront_days_pkey', columns: [table.storefrontId, table.day] })],
);

/**
 * What the next fold adds to the figures, besides the clicks in `aff_rollup_deltas`: changes of orders, and what a
 * comparison with the raw rows found. A row is committed with what it stands for, so that figures and deltas together
 * are right in every snapshot.
 */
export const figureDeltas = pgTable('figure_deltas', {
  bucket: bucket(),
  storefrontId: integer('storefront_id').notNull(),
  /** 0: orders that nobody is credited with. */
  affiliateId: integer('affiliate_id').notNull(),
  ...figures(),
});

/** Clicks by value; null where there is none is the key of the empty text. */
export type ClicksByValue = Record<string, number>;

const byValue = (name: string) => jsonb(name).$type<ClicksByValue>().notNull().default({});

/**
 * Where a day's clicks came from, one dimension at a time: the values with most clicks. The others are what is missing to
 * `clicks`, so that each dimension adds up to the same.
 */
export const clickBreakdowns = pgTable(
  'click_breakdowns',
  {
    storefrontId: storefrontId(),
    /** 0: the whole storefront. */
    affiliateId: integer('affiliate_id').notNull(),
    /** In the zone that the storefront had then. */
    day: date('day', { mode: 'string' }).notNull(),
    clicks: integer('clicks').notNull(),
    landingPaths: byValue('landing_paths'),
    referrerHosts: byValue('referrer_hosts'),
    subIds: byValue('sub_ids'),
    devices: byValue('devices'),
    browsers: byValue('browsers'),
  },
  (table) => [
    primaryKey({
      name: 'click_breakdowns_pkey',
      columns: [table.storefrontId, table.affiliateId, table.day],
    }),
  ],
);

/**
 * How far the figures have come.
 *
 * - `days`, `months`: before it, days and months (UTC) have rows of their own.
 * - `quarters`: quarters before it were compared with the raw rows after they had ended.
 * - `backfill`: quarters from it on have what raw rows knew when the figures began; it moves back in time.
 * - `clicks`: clicks before it were deleted before anybody added them up; missing where there are none such.
 * - `breakdowns`: clicks before it are in the breakdowns.
 * - `breakdowns_from`: clicks from it on are in the breakdowns.
 */
export const figureMarks = pgTable('figure_marks', {
  subject: varchar('subject', {
    length: 16,
    enum: ['days', 'months', 'quarters', 'backfill', 'clicks', 'breakdowns', 'breakdowns_from'],
  }).primaryKey(),
  at: instant('at').notNull(),
});
