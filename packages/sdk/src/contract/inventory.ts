import { z } from 'zod';
import { inTestMode, mutation, query } from './entry.ts';
import {
  bound,
  countedPage,
  cursor,
  instant,
  label,
  listOrder,
  money,
  moneyString,
  sku,
  text,
  units,
  withTotal,
} from './fields.ts';
import { MAX_INTEGER } from './limits.ts';

/** A stocked product. `isLowStock` means `stock < threshold`. */
export const product = z.object({
  id: z.number().int(),
  sku: z.string(),
  name: z.string(),
  /** Below zero, units are owed: `allowBackorder`. */
  stock: z.number().int(),
  threshold: z.number().int(),
  /** Sales may take the stock below zero. */
  allowBackorder: z.boolean(),
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

/** Why a stock changes: `sale` and `damaged` take away, `return` and `restocked` add, `adjusted` corrects. */
export const movementReason = z.enum(['sale', 'return', 'restocked', 'adjusted', 'damaged']);

const productSort = z.enum(['added', 'sku', 'name', 'stock', 'threshold', 'urgency']);

/**
 * The same key within 30 days is the same request: it changes nothing and gets the first answer; with another body
 * it is 422. REST also takes it as the header `Idempotency-Key`.
 */
const idempotencyKey = label(200).optional();

/** What a movement is written down with. */
const movementNotes = {
  /** What it belongs to: an order's or a delivery note's number, a link. */
  reference: text(255).optional(),
  note: text(500).optional(),
};

const quantityDelta = z
  .number()
  .int()
  .min(-MAX_INTEGER)
  .max(MAX_INTEGER)
  .refine((delta) => delta !== 0, { error: 'must not be 0' });

const setLine = z.strictObject({
  sku,
  stock: units,
  /** Refuse the line unless the stock is this now. */
  expectedStock: units.optional(),
  ...movementNotes,
});

const deltaLine = z.strictObject({ sku, quantityDelta, reason: movementReason, ...movementNotes });

/** What became of one line of a batch, at its place. */
const stockLine = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('changed'),
    sku: z.string(),
    oldStock: z.number().int(),
    stock: z.number().int(),
  }),
  z.object({
    outcome: z.literal('refused'),
    sku: z.string(),
    /** `unknown_sku`, `not_expected` (the stock is another than `expectedStock`), `not_enough` or `too_many`. */
    reason: z.enum(['unknown_sku', 'not_expected', 'not_enough', 'too_many']),
    /** What it is; null when there is no such product. */
    stock: z.number().int().nullable(),
  }),
]);

/** Which products; the same in lists and in changes of many. */
export const productFilter = {
  lowStockOnly: z.boolean().optional(),
  includeArchived: z.boolean().optional(),
  archivedOnly: z.boolean().optional(),
  /** Part of a SKU or a name. */
  search: label(255).optional(),
  /**
   * The beginning of a SKU, or beginnings of words of the name, in any order and case. Of more than 10,000 products
   * that match, the list has 10,000, those by SKU first; `total.isMore` is then true.
   */
  match: label(255).optional(),
  /** Exactly this supplier. */
  supplier: label(255).optional(),
};

export const inventory = {
  createProduct: mutation({
    access: 'operator',
    scope: 'inventory:write',
    summary: 'Add a product with its opening stock.',
    example: { sku: 'WIDGET-PRO-001', name: 'Widget Pro 2025', stock: 100, threshold: 20 },
    input: z.strictObject({
      sku,
      name: label(255),
      stock: units,
      threshold: units,
      allowBackorder: z.boolean().optional(),
      unitPrice: money.nullable().optional(),
      supplier: text(255).nullable().optional(),
    }),
    output: product,
    rest: { route: 'POST /api/inventory/products', status: 201 },
  }),
  listProducts: query({
    access: 'analyst',
    scope: 'inventory:read',
    summary: 'List products; unless told otherwise, oldest first.',
    input: z.strictObject({
      ...productFilter,
      /** `threshold` and `urgency` (what is left of the threshold, least first) go with `lowStockOnly`. */
      sort: productSort.default('added'),
      order: listOrder.optional(),
      /** The same as the order `desc`. */
      descending: z.boolean().default(false),
      withTotal,
      limit: z.number().int().min(1).max(1000).default(1000),
      cursor: cursor.optional(),
    }),
    output: countedPage(product),
    rest: { route: 'GET /api/inventory/products', project: 'items' },
  }),
  getProduct: query({
    access: 'analyst',
    scope: 'inventory:read',
    summary: 'Get one product by its SKU.',
    input: z.strictObject({ sku }),
    output: product,
    rest: { route: 'GET /api/inventory/products/:sku' },
  }),
  updateStock: inTestMode(
    mutation({
      access: 'operator',
      scope: 'inventory:write',
      summary: 'Set the stock of a product to a counted level.',
      input: z.strictObject({
        sku,
        stock: units,
        /** Refuse with 409 unless the stock is this now. */
        expectedStock: units.optional(),
        ...movementNotes,
        idempotencyKey,
      }),
      output: stockChange,
      rest: { route: 'PUT /api/inventory/products/:sku' },
    }),
  ),
  adjustStock: inTestMode(
    mutation({
      access: 'operator',
      scope: 'inventory:write',
      summary: 'Change the stock of a product by a number of units, never below zero.',
      input: z.strictObject({
        sku,
        quantityDelta,
        reason: movementReason,
        ...movementNotes,
        idempotencyKey,
      }),
      output: stockChange,
      rest: { route: 'POST /api/inventory/products/:sku/adjust' },
    }),
  ),
  changeStock: inTestMode(
    mutation({
      access: 'operator',
      scope: 'inventory:write',
      summary:
        'Change the stock of up to 1,000 lines at once: counted levels and differences, all of them or line by line.',
      input: z.strictObject({
        /**
         * Several differences of one SKU are summed before it is checked whether there is enough. A SKU that is counted
         * stands once.
         */
        lines: z
          .array(z.union([setLine, deltaLine]))
          .min(1)
          .max(1000),
        /** Change nothing unless every line can be: 409 with the lines that cannot. Otherwise each line on its own. */
        allOrNothing: z.boolean().default(true),
        idempotencyKey,
      }),
      output: z.object({
        changed: z.number().int(),
        refused: z.number().int(),
        /** In the order of the request. */
        lines: z.array(stockLine),
      }),
      rest: { route: 'POST /api/inventory/stock' },
    }),
  ),
  listSuppliers: query({
    access: 'analyst',
    scope: 'inventory:read',
    summary: 'The suppliers of products that are kept, by name; at most 1,000.',
    input: z.strictObject({}),
    output: z.object({ suppliers: z.array(z.string()) }),
    rest: { route: 'GET /api/inventory/suppliers' },
  }),
  updateProduct: mutation({
    access: 'operator',
    scope: 'inventory:write',
    summary: 'Edit a product, or archive it: an archived product raises no alerts.',
    input: z.strictObject({
      sku,
      name: label(255).optional(),
      threshold: units.optional(),
      unitPrice: money.nullable().optional(),
      supplier: text(255).nullable().optional(),
      allowBackorder: z.boolean().optional(),
      isArchived: z.boolean().optional(),
      /** Refuse with 409 unless these fields are this now: what the caller saw when it began to edit. */
      expected: z
        .strictObject({
          name: z.string().optional(),
          threshold: z.number().int().optional(),
          unitPrice: money.nullable().optional(),
          supplier: z.string().nullable().optional(),
          allowBackorder: z.boolean().optional(),
          isArchived: z.boolean().optional(),
        })
        .optional(),
    }),
    output: product,
    rest: { route: 'PATCH /api/inventory/products/:sku' },
  }),
  listEvents: query({
    access: 'analyst',
    scope: 'inventory:read',
    summary: 'List stock events; unless told otherwise, newest first.',
    input: z.strictObject({
      sku: sku.optional(),
      /** Only this type, such as `sale`. Goes with `sku`, or with `from` and `to` at most 400 days apart. */
      eventType: label(50).optional(),
      /** Then or later, and before then. */
      from: bound.optional(),
      to: bound.optional(),
      order: listOrder.default('desc'),
      withTotal,
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: countedPage(inventoryEvent),
    rest: { route: 'GET /api/inventory/events', project: 'items' },
  }),
} as const;
