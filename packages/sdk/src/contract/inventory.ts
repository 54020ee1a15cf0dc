import { z } from 'zod';
import { mutation, query } from './entry.ts';
import { cursor, instant, label, MAX_INTEGER, money, moneyString, page, sku, text, units } from './fields.ts';

/** A stocked product. `isLowStock` means `stock < threshold`. */
export const product = z.object({
  id: z.number().int(),
  sku: z.string(),
  name: z.string(),
  stock: z.number().int(),
  threshold: z.number().int(),
  unitPrice: moneyString.nullable(),
  supplier: z.string().nullable(),
  lastRestocked: instant.nullable(),
  isLowStock: z.boolean(),
  isArchived: z.boolean(),
});

/**
 * One line of a product's history. Movements (`initial`, `sale`, `restocked`, `adjusted`, …) sum up to the stock;
 * `low_stock` is an announcement: it repeats the levels and moves nothing.
 */
export const inventoryEvent = z.object({
  id: z.number().int(),
  sku: z.string(),
  eventType: z.string(),
  oldStock: z.number().int().nullable(),
  newStock: z.number().int().nullable(),
  quantityDelta: z.number().int().nullable(),
  metadata: z.record(z.string(), z.json()).nullable(),
  timestamp: instant,
});

const stockChange = z.object({
  id: z.number().int(),
  sku: z.string(),
  stock: z.number().int(),
  message: z.string(),
});

export const movementReason = z.enum(['sale', 'return', 'restocked', 'adjusted', 'damaged']);

export const inventory = {
  createProduct: mutation({
    access: 'admin',
    summary: 'Add a product with its opening stock.',
    input: z.strictObject({
      sku,
      name: label(255),
      stock: units,
      threshold: units,
      unitPrice: money.nullable().optional(),
      supplier: text(255).nullable().optional(),
    }),
    output: product,
    rest: { route: 'POST /api/inventory/products', status: 201 },
  }),
  listProducts: query({
    access: 'admin',
    summary: 'List products, oldest first.',
    input: z.strictObject({
      lowStockOnly: z.boolean().optional(),
      includeArchived: z.boolean().optional(),
      search: label(255).optional(),
      limit: z.number().int().min(1).max(1000).default(1000),
      cursor: cursor.optional(),
    }),
    output: page(product),
    rest: { route: 'GET /api/inventory/products', project: 'items' },
  }),
  updateStock: mutation({
    access: 'admin',
    summary: 'Set the stock of a product to a counted level.',
    input: z.strictObject({
      sku,
      stock: units,
      /** Refuse with 409 unless the stock is this now. */
      expectedStock: units.optional(),
    }),
    output: stockChange,
    rest: { route: 'PUT /api/inventory/products/:sku' },
  }),
  adjustStock: mutation({
    access: 'admin',
    summary: 'Change the stock of a product by a number of units, never below zero.',
    input: z.strictObject({
      sku,
      quantityDelta: z.number().int().min(-MAX_INTEGER).max(MAX_INTEGER),
      reason: movementReason,
    }),
    output: stockChange,
    rest: { route: 'POST /api/inventory/products/:sku/adjust' },
  }),
  updateProduct: mutation({
    access: 'admin',
    summary: 'Edit a product, or archive it: an archived product raises no alerts.',
    input: z.strictObject({
      sku,
      name: label(255).optional(),
      threshold: units.optional(),
      unitPrice: money.nullable().optional(),
      supplier: text(255).nullable().optional(),
      isArchived: z.boolean().optional(),
    }),
    output: product,
    rest: { route: 'PATCH /api/inventory/products/:sku' },
  }),
  listEvents: query({
    access: 'admin',
    summary: 'List stock events, newest first.',
    input: z.strictObject({
      sku: sku.optional(),
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: page(inventoryEvent),
    rest: { route: 'GET /api/inventory/events', project: 'items' },
  }),
} as const;
