import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, varchar } from 'drizzle-orm/pg-core';
import { amount, createdAt, instant } from './columns.ts';

/** What is stocked. Hub-wide: several storefronts sell from one warehouse. Archived, never deleted. */
export const inventoryProducts = pgTable(
  'inventory_products',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    sku: varchar('sku', { length: 255 }).notNull().unique('idx_inventory_products_sku'),
    name: varchar('name', { length: 255 }).notNull(),
    stock: integer('stock').notNull(),
    threshold: integer('threshold').notNull(),
    unitPrice: amount('unit_price'),
    supplier: varchar('supplier', { length: 255 }),
    lastRestocked: instant('last_restocked'),
    archivedAt: instant('archived_at'),
    createdAt: createdAt(),
  },
  (table) => [
    // Holds only what is low, so that a scan costs what is low, not what is stored.
    index('idx_inventory_products_low_stock')
      .on(table.id)
      .where(sql`stock < threshold AND archived_at IS NULL`),
    check('inventory_products_stock_check', sql`${table.stock} >= 0`),
    check('inventory_products_threshold_check', sql`${table.threshold} >= 0`),
  ],
);

/**
 * The history of every product: movements, whose deltas sum up to the stock, and `low_stock` announcements, which
 * move nothing. Partitioned by month of `timestamp`.
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
    index('idx_inventory_events_timestamp').on(table.timestamp.desc().nullsFirst()),
  ],
);
