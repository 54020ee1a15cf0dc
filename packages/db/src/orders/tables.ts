import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { affiliates } from '../affiliates/tables.ts';
import {
  AMOUNT_LIMIT,
  amount,
  canonicalKey,
  decimalsOf,
  instant,
  MOST_DECIMALS,
  NOTHING,
} from '../core/columns.ts';
import { storefronts } from '../storefronts/tables.ts';

const orderKey = { text: 'order_id', isShadowed: 'is_order_shadowed', canonical: 'hub_canonical_text' };

/** What an order can be attributed by, in the order in which it is tried. */
const ATTRIBUTED_BY = ['pixelId', 'handle', 'clickId', 'clickToken', 'couponCodes', 'visitorId'] as const;

export type AttributedBy = (typeof ATTRIBUTED_BY)[number];

/** A field of a report that could not be used, and why. */
export interface IgnoredField {
  field: AttributedBy;
  /** `unknown`: there is no such thing; `invalid`: broken or expired; `another_affiliate`: it belongs to another one. */
  reason: 'unknown' | 'invalid' | 'another_affiliate';
}

/** What a refund gives back of a line, which may be unknown: the refund may come first. */
export interface RefundedLine {
  /** The shop's own id of the line. */
  lineId: string;
  /** Decimal string. */
  net: string;
}

/** Above the ids of all attributions: an order from before orders were stored has the id of its attribution. */
const FIRST_ORDER_ID = 2_147_483_648;

/**
 * Orders as a trusted caller placed them, whether an affiliate brought them or not; never changed. An order's attributions
 * and refunds have the same storefront and `order_key`. Orders that are only claimed are not among them.
 */
export const orders = pgTable(
  'orders',
  {
    id: bigint('id', { mode: 'number' })
      .primaryKey()
      .generatedAlwaysAsIdentity({ startWith: FIRST_ORDER_ID }),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    /** As the shop sent it; `order_key` tells orders apart. */
    orderId: varchar('order_id', { length: 255 }).notNull(),
    /** As its attributions have it. */
    isOrderShadowed: boolean('is_order_shadowed').notNull().default(false),
    orderKey: canonicalKey('order_key', orderKey),
    currency: varchar('currency', { length: 3 }).notNull(),
    /** What the customer pays: with lines, goods after discounts + shipping + tax + fees. Refunds are in its terms. */
    revenue: amount('revenue').notNull(),
    /** Null: not reported. Fees may be negative. */
    shipping: amount('shipping'),
    tax: amount('tax'),
    fees: amount('fees'),
    discount: amount('discount'),
    /** 0: an order without lines, whose revenue is the base of its commission. */
    lineCount: smallint('line_count').notNull().default(0),
    couponCodes: text('coupon_codes').array(),
    /** Keyed hashes (HMAC-SHA-256, hex) of the customer's id and normalised mail address. */
    customerIdHash: varchar('customer_id_hash', { length: 64 }),
    customerEmailHash: varchar('customer_email_hash', { length: 64 }),
    /** What the report named and nobody could be found by; of an attributed order its attribution has it. Null: nothing. */
    ignored: jsonb('ignored').$type<IgnoredField[]>(),
    /** When the customer ordered: the day of its metrics. */
    orderedAt: instant('ordered_at').notNull().default(sql`now()`),
    /** When it was reported. */
    postedAt: instant('posted_at').notNull().default(sql`now()`),
  },
  (table) => [
    // With this operator class it serves the search for the beginning of an id as well, whatever the collation.
    uniqueIndex('orders_order_key').on(table.storefrontId, table.orderKey.op('text_pattern_ops')),
    index('idx_orders_ordered_at').on(table.orderedAt, table.id),
    // Which of a customer's orders one is: rules for first orders and renewals ask.
    index('idx_orders_customer_id')
      .on(table.storefrontId, table.customerIdHash)
      .where(sql`customer_id_hash IS NOT NULL`),
    index('idx_orders_customer_email')
      .on(table.storefrontId, table.customerEmailHash)
      .where(sql`customer_email_hash IS NOT NULL`),
    check(
      'orders_amounts_check',
      sql`${table.revenue} >= 0 AND ${table.shipping} >= 0 AND ${table.tax} >= 0 AND ${table.discount} >= 0`,
    ),
    check(
      'orders_currency_check',
      sql`greatest(${table.revenue}, ${table.shipping}, ${table.tax}, ${table.discount}, abs(${table.fees})) < ${AMOUNT_LIMIT} AND greatest(min_scale(${table.revenue}), min_scale(${table.shipping}), min_scale(${table.tax}), min_scale(${table.fees}), min_scale(${table.discount})) <= ${decimalsOf(table.currency)}`,
    ),
    check('orders_line_count_check', sql`${table.lineCount} BETWEEN 0 AND 1000`),
  ],
);

/**
 * The lines of an order as they were placed. Each has its share of what the order has as a whole, so that the sum over
 * the lines is the order's, and whatever of it a commission counts can be added up by line.
 */
export const orderLines = pgTable(
  'order_lines',
  {
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => orders.id, { onDelete: 'cascade' }),
    /** From 1, as they were sent. */
    position: smallint('position').notNull(),
    /** The shop's own id of the line. */
    lineId: varchar('line_id', { length: 255 }).notNull(),
    sku: varchar('sku', { length: 255 }),
    productId: varchar('product_id', { length: 255 }),
    categories: jsonb('categories').$type<string[]>(),
    quantity: numeric('quantity').notNull(),
    /** As sent: without tax and shipping, after its own discounts. */
    net: amount('net').notNull(),
    /** Its share of a discount on the whole order that the nets do not have in them. */
    discount: amount('discount').notNull(),
    fees: amount('fees').notNull(),
    shipping: amount('shipping').notNull(),
    tax: amount('tax').notNull(),
  },
  (table) => [
    primaryKey({ name: 'order_lines_pkey', columns: [table.orderId, table.position] }),
    check(
      'order_lines_decimals_check',
      sql`greatest(${table.net}, ${table.shipping}, ${table.tax}, abs(${table.fees})) < ${AMOUNT_LIMIT} AND greatest(min_scale(${table.net}), min_scale(${table.discount}), min_scale(${table.fees}), min_scale(${table.shipping}), min_scale(${table.tax})) <= ${MOST_DECIMALS}`,
    ),
    check('order_lines_quantity_check', sql`${table.quantity} > 0`),
    check(
      'order_lines_amounts_check',
      sql`${table.discount} BETWEEN 0 AND ${table.net} AND ${table.net} - ${table.discount} + ${table.fees} >= 0 AND ${table.shipping} >= 0 AND ${table.tax} >= 0`,
    ),
  ],
);

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
    /** As the shop sent it; `order_key` tells orders apart. */
    orderId: varchar('order_id', { length: 255 }).notNull(),
    /** An older order has the canonical form of this id. */
    isOrderShadowed: boolean('is_order_shadowed').notNull().default(false),
    orderKey: canonicalKey('order_key', orderKey),
    kind: varchar('kind', { length: 16, enum: ['verified', 'claim'] }).notNull(),
    revenue: amount('revenue').notNull(),
    commission: amount('commission').notNull(),
    /**
     * Where the commission comes from: a trusted caller gave it, or it was computed from the affiliate's own rate, the hub's
     * default rate at that time, or by rules that are no single rate. Null for orders from before this was stored.
     */
    commissionSource: varchar('commission_source', {
      length: 16,
      enum: ['given', 'own', 'default', 'rule'],
    }),
    /** The rate in basis points; null when there was none or it was not stored. */
    commissionBps: integer('commission_bps'),
    currency: varchar('currency', { length: 3 }).notNull(),
    status: varchar('status', { length: 50, enum: ['pending', 'approved', 'paid', 'void'] })
      .notNull()
      .default('pending'),
    clickId: bigint('click_id', { mode: 'number' }),
    /** What the order was attributed by. Null for orders from before this was stored. */
    attributedBy: varchar('attributed_by', { length: 16, enum: ATTRIBUTED_BY }),
    /** What the report named beside that and could not be used; null for nothing. */
    ignored: jsonb('ignored').$type<IgnoredField[]>(),
    /** A claim that its storefront keeps out of the metrics. */
    isApart: boolean('is_apart').notNull().default(false),
    /** The refunded part of the order, at most all of it; `commission_reversed` is the commission on it. */
    refunded: amount('refunded').notNull().default(NOTHING),
    commissionReversed: amount('commission_reversed').notNull().default(NOTHING),
    /** The whole order was refunded: it leaves the metrics. */
    isReversed: boolean('is_reversed').notNull().default(false),
    timestamp: instant('timestamp').notNull().default(sql`now()`),
    updatedAt: instant('updated_at').notNull().default(sql`now()`),
  },
  (table) => [
    // One order pays one commission: this index decides every race.
    uniqueIndex('aff_attributions_verified_order_key')
      .on(table.storefrontId, table.orderKey)
      .where(sql`kind = 'verified'`),
    uniqueIndex('aff_attributions_order_pixel_key').on(table.storefrontId, table.orderKey, table.pixelId),
    index('idx_aff_attributions_pixel_id').on(table.pixelId, table.timestamp.desc().nullsFirst()),
    index('idx_aff_attributions_order_id').on(table.orderId),
    // What is summed up by time is found by it; rows come nearly in its order.
    index('idx_aff_attributions_timestamp')
      .using('brin', table.timestamp)
      .with({ pages_per_range: 16, autosummarize: true }),
    // Commissions that are not paid yet are listed by where they stand: few of all that there ever were.
    index('idx_aff_attributions_open')
      .on(table.status, table.id)
      .where(sql`kind = 'verified' AND status IN ('pending', 'approved')`),
    index('idx_aff_attributions_affiliate_id').on(table.affiliateId, table.id.desc().nullsFirst()),
    check('aff_attributions_kind_check', sql`${table.kind} IN ('verified', 'claim')`),
    check('aff_attributions_status_check', sql`${table.status} IN ('pending', 'approved', 'paid', 'void')`),
    check('aff_attributions_amounts_check', sql`${table.revenue} >= 0 AND ${table.commission} >= 0`),
    check(
      'aff_attributions_currency_check',
      sql`greatest(${table.revenue}, ${table.commission}) < ${AMOUNT_LIMIT} AND greatest(min_scale(${table.revenue}), min_scale(${table.commission}), min_scale(${table.refunded}), min_scale(${table.commissionReversed})) <= ${decimalsOf(table.currency)}`,
    ),
    check(
      'aff_attributions_refunded_check',
      sql`${table.refunded} BETWEEN 0 AND ${table.revenue} AND ${table.commissionReversed} BETWEEN 0 AND ${table.commission}`,
    ),
    check(
      'aff_attributions_commission_source_check',
      sql`${table.commissionSource} IN ('given', 'own', 'default', 'rule')`,
    ),
    // With coalesce, because a check that is null passes.
    check(
      'aff_attributions_commission_bps_check',
      sql`(${table.commissionBps} IS NULL) = (coalesce(${table.commissionSource}, 'given') IN ('given', 'rule')) AND ${table.commissionBps} BETWEEN 0 AND 10000`,
    ),
    check('aff_attributions_apart_check', sql`NOT ${table.isApart} OR ${table.kind} = 'claim'`),
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
    /** It was reported for an order whose id an older one has in canonical form, or before canonical forms joined them. */
    isOrderShadowed: boolean('is_order_shadowed').notNull().default(false),
    orderKey: canonicalKey('order_key', orderKey),
    /** The order's id as it was reported, where a person has joined the refund to another. */
    reportedOrderId: varchar('reported_order_id', { length: 255 }),
    /** The shop's own id: reported again, it is the same refund. */
    refundId: varchar('refund_id', { length: 255 }).notNull(),
    /** Null: all that remained, as for a cancelled order. */
    amount: amount('amount'),
    /** What it gives back of single lines, which add up to the amount; null: of the order as a whole. */
    lines: jsonb('lines').$type<RefundedLine[]>(),
    timestamp: instant('timestamp').notNull().default(sql`now()`),
  },
  (table) => [
    uniqueIndex('aff_refunds_refund_key').on(table.storefrontId, table.orderKey, table.refundId),
    index('idx_aff_refunds_timestamp').on(table.timestamp),
    check('aff_refunds_amount_check', sql`${table.amount} > 0`),
    // A trigger holds the decimals of the storefront's own currency.
    check(
      'aff_refunds_decimals_check',
      sql`${table.amount} < ${AMOUNT_LIMIT} AND min_scale(${table.amount}) <= ${MOST_DECIMALS}`,
    ),
  ],
);
