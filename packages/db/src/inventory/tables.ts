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
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { AMOUNT_LIMIT, amount, canonicalKey, createdAt, instant, MOST_DECIMALS } from '../core/columns.ts';
import { isLow } from './low-stock.ts';

/** Products. They belong to the hub: several storefronts sell from one warehouse. Archived, never deleted. */
export const inventoryProducts = pgTable(
  'inventory_products',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    sku: varchar('sku', { length: 255 }).notNull().unique('idx_inventory_products_sku'),
    /** An older product has the canonical form of this SKU. */
    isSkuShadowed: boolean('is_sku_shadowed').notNull().default(false),
    skuKey: canonicalKey('sku_key', {
      text: 'sku',
      isShadowed: 'is_sku_shadowed',
      canonical: 'hub_canonical_text',
    }),
    name: varchar('name', { length: 255 }).notNull(),
    /** Negative: units that were sold and are owed. */
    stock: integer('stock').notNull(),
    /** Sales may take the stock below zero. */
    allowBackorder: boolean('allow_backorder').notNull().default(false),
    threshold: integer('threshold').notNull(),
    /** In the hub's currency, `CURRENCY`. */
    unitPrice: amount('unit_price'),
    supplier: varchar('supplier', { length: 255 }),
    lastRestocked: instant('last_restocked'),
    archivedAt: instant('archived_at'),
    createdAt: createdAt(),
  },
  (table) => [
    // Holds only low products and, as the migration says, INCLUDEs what a scan reads: a scan visits no other product.
    index('idx_inventory_products_low_stock').on(table.id).where(isLow),
    index('idx_inventory_products_urgency')
      // A product that may be sold below zero is low with a threshold of zero too.
      .on(sql`(stock::numeric / greatest(threshold, 1))`, sql`(stock - threshold)`, table.id)
      .where(isLow),
    index('idx_inventory_products_stock').on(table.stock, table.id).where(sql`archived_at IS NULL`),
    uniqueIndex('inventory_products_sku_key_key').on(table.skuKey),
    check('inventory_products_stock_check', sql`${table.stock} >= 0 OR ${table.allowBackorder}`),
    check('inventory_products_threshold_check', sql`${table.threshold} >= 0`),
    check(
      'inventory_products_decimals_check',
      sql`${table.unitPrice} < ${AMOUNT_LIMIT} AND min_scale(${table.unitPrice}) <= ${MOST_DECIMALS}`,
    ),
  ],
);

/**
 * The columns that lists sort, filter and search by, maintained by a trigger of `inventory_products`. In a table of
 * their own: beside the stock, each of these indexes would grow with every change of a level.
 */
export const productLabels = pgTable(
  'product_labels',
  {
    productId: integer('product_id')
      .primaryKey()
      .references(() => inventoryProducts.id, { onDelete: 'cascade' }),
    sku: varchar('sku', { length: 255 }).notNull(),
    name: varchar('name', { length: 255 }).notNull(),
    supplier: varchar('supplier', { length: 255 }),
    isArchived: boolean('is_archived').notNull(),
  },
  (table) => [
    index('idx_product_labels_name').on(table.name, table.productId),
    index('idx_product_labels_supplier').on(table.supplier, table.isArchived, table.productId),
    index('idx_product_labels_archived').on(table.productId).where(sql`is_archived`),
    // The beginnings of SKUs and names, and words of names by their beginnings, as searches compare them.
    index('idx_product_labels_sku_text').on(sql`hub_search_text(sku) text_pattern_ops`),
    index('idx_product_labels_name_text').on(sql`hub_search_text(name) text_pattern_ops`),
    index('idx_product_labels_words').using('gin', sql`hub_search_words(name)`),
  ],
);

/**
 * The history of every product: movements, whose deltas add up to the stock, and `low_stock` announcements, which
 * change nothing. Partitioned by month of `timestamp`.
 */
export const inventoryEvents = pgTable(
  'inventory_events',
  {
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    sku: varchar('sku', { length: 255 }).notNull(),
    eventType: varchar('event_type', { length: 50 }).notNull(),
    oldStock: integer('old_stock'),
    newStock: integer('new_stock'),
    quantityDelta: integer('quantity_delta'),
    metadata: jsonb('metadata').$type<Record<string, unknown>>(),
    timestamp: instant('timestamp').notNull().default(sql`now()`),
  },
  (table) => [
    primaryKey({ name: 'inventory_events_pkey', columns: [table.id, table.timestamp] }),
    index('idx_inventory_events_sku').on(table.sku, table.id.desc().nullsFirst()),
    index('idx_inventory_events_timestamp').using('brin', table.timestamp),
  ],
);

/** The sum of each product's movements that retention has dropped; with the movements that are left, its stock. */
export const stockOpeningBalances = pgTable('stock_opening_balances', {
  sku: varchar('sku', { length: 255 }).primaryKey(),
  balance: bigint('balance', { mode: 'number' }).notNull(),
});

/** Changes of stock with an idempotency key: a retry gets the first answer. Kept for 30 days. */
export const stockRequests = pgTable(
  'stock_requests',
  {
    idempotencyKey: varchar('idempotency_key', { length: 200 }).primaryKey(),
    /** Hash of the request: using the key with another request is the caller's mistake. */
    bodyHash: bigint('body_hash', { mode: 'bigint' }).notNull(),
    answer: jsonb('answer').notNull(),
    createdAt: createdAt(),
  },
  (table) => [index('idx_stock_requests_created_at').on(table.createdAt)],
);
