import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, pgTable, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { affiliates } from '../affiliates/tables.ts';
import { amount, instant } from '../core/columns.ts';
import { storefronts } from '../storefronts/tables.ts';

/** Orders attributed to affiliates: of each order at most one verified conversion, and the claims beside it. */
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
    /**
     * Where the commission comes from: a trusted caller gave it, or it was computed from the affiliate's own rate or the
     * hub's default rate at that time. Null for orders from before this was stored.
     */
    commissionSource: varchar('commission_source', { length: 16, enum: ['given', 'own', 'default'] }),
    /** The rate in basis points; null when there was none or it was not stored. */
    commissionBps: integer('commission_bps'),
    currency: varchar('currency', { length: 3 }).notNull(),
    status: varchar('status', { length: 50, enum: ['pending', 'approved', 'paid', 'void'] })
      .notNull()
      .default('pending'),
    clickId: bigint('click_id', { mode: 'number' }),
    /** The refunded part of the order, at most all of it; `commission_reversed` is the commission on it. */
    refunded: amount('refunded').notNull().default('0'),
    commissionReversed: amount('commission_reversed').notNull().default('0'),
    /** The whole order was refunded: it leaves the metrics. */
    isReversed: boolean('is_reversed').notNull().default(false),
    timestamp: instant('timestamp').notNull().default(sql`now()`),
    updatedAt: instant('updated_at').notNull().default(sql`now()`),
  },
  (table) => [
    // One order pays one commission: this index decides every race.
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
    check(
      'aff_attributions_commission_source_check',
      sql`${table.commissionSource} IN ('given', 'own', 'default')`,
    ),
    // With coalesce, because a check that is null passes.
    check(
      'aff_attributions_commission_bps_check',
      sql`(${table.commissionBps} IS NULL) = (coalesce(${table.commissionSource}, 'given') = 'given') AND ${table.commissionBps} BETWEEN 0 AND 10000`,
    ),
    // A claim pays nothing: it must be verified before it can be approved.
    check(
      'aff_attributions_claim_unpaid_check',
      sql`${table.kind} = 'verified' OR ${table.status} IN ('pending', 'void')`,
    ),
  ],
);

/**
 * Refunds as the shop reported them, also of orders that the hub does not know yet or never will. An attribution's
 * reversal follows from all refunds of its order together, whatever order they came in.
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
    /** Null: all that remained, as for a cancelled order. */
    amount: amount('amount'),
    timestamp: instant('timestamp').notNull().default(sql`now()`),
  },
  (table) => [
    uniqueIndex('aff_refunds_refund_key').on(table.storefrontId, table.orderId, table.refundId),
    index('idx_aff_refunds_timestamp').on(table.timestamp),
    check('aff_refunds_amount_check', sql`${table.amount} > 0`),
  ],
);
