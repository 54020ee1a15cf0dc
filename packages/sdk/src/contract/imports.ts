import { z } from 'zod';
import { mutation, query } from './entry.ts';
import { cursor, instant, label, page } from './fields.ts';

export const importStatus = z.enum(['ready', 'running', 'done', 'failed', 'cancelled']);
export const importAction = z.enum(['create', 'update', 'unchanged', 'problem']);

/** The largest file: 100,000 lines of products, of about a hundred characters each. */
export const MAX_IMPORT_CHARACTERS = 10_000_000;
export const MAX_IMPORT_LINES = 100_000;

/** A character takes up to three bytes; JSON escapes quotes and line ends besides. */
const MAX_IMPORT_BYTES = 32 * 1024 * 1024;

const fields = z.object({
  name: z.string().optional(),
  stock: z.number().int().optional(),
  threshold: z.number().int().optional(),
  unitPrice: z.string().nullable().optional(),
  supplier: z.string().nullable().optional(),
});

/** A file of products: checked when it came in, applied when an operator says so. */
export const productImport = z.object({
  id: z.uuid(),
  fileName: z.string(),
  status: importStatus,
  createdBy: z.string(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  lastError: z.string().nullable(),
  /** Columns of the file that stand for no field of a product; they change nothing. */
  ignoredColumns: z.array(z.string()),
  /** Lines by what they do; a line that has a problem is left out when the others are applied. */
  counts: z.object({
    create: z.number().int(),
    update: z.number().int(),
    unchanged: z.number().int(),
    problem: z.number().int(),
  }),
  /** Lines that were applied so far, of `create` and `update`. */
  applied: z.number().int(),
});

/** What one line of the file does. */
export const importLine = z.object({
  /** As a text editor counts: the header is line 1. */
  line: z.number().int(),
  sku: z.string().nullable(),
  action: importAction,
  /** What the line sets: all that a new product gets, of another one what differs from `before`. */
  change: fields,
  /** What was there when the file was checked; null for a new product. */
  before: fields.nullable(),
  /** Why the line cannot be applied; names the column. */
  problem: z.string().nullable(),
  isApplied: z.boolean(),
});

const importId = z.strictObject({ id: z.uuid() });

export const imports = {
  createImport: mutation({
    access: 'operator',
    scope: 'inventory:write',
    summary:
      'Check a CSV file of products: columns sku, name, stock, threshold, unit_price, supplier. Changes nothing yet.',
    input: z.strictObject({
      fileName: label(255),
      /** The file's text: comma, semicolon or tab between fields, the first line their names. */
      csv: z.string().min(1).max(MAX_IMPORT_CHARACTERS),
    }),
    output: productImport,
    rest: { route: 'POST /api/inventory/imports', status: 201 },
    maxRequestBytes: MAX_IMPORT_BYTES,
  }),
  startImport: mutation({
    access: 'operator',
    scope: 'inventory:write',
    summary:
      'Apply a checked file in the background. Lines with a problem are left out; one that failed goes on where it stopped.',
    input: importId,
    output: productImport,
    rest: { route: 'POST /api/inventory/imports/:id/start' },
  }),
  cancelImport: mutation({
    access: 'operator',
    scope: 'inventory:write',
    summary: 'Drop a checked file, or stop one that is being applied; what was applied stays.',
    input: importId,
    output: productImport,
    rest: { route: 'POST /api/inventory/imports/:id/cancel' },
  }),
  getImport: query({
    access: 'analyst',
    scope: 'inventory:read',
    summary: 'One import and how far it is.',
    input: importId,
    output: productImport,
    rest: { route: 'GET /api/inventory/imports/:id' },
  }),
  listImports: query({
    access: 'analyst',
    scope: 'inventory:read',
    summary: 'The latest imports, newest first; at most 50.',
    input: z.strictObject({}),
    output: z.object({ imports: z.array(productImport) }),
    rest: { route: 'GET /api/inventory/imports' },
  }),
  listImportLines: query({
    access: 'analyst',
    scope: 'inventory:read',
    summary: 'The lines of an import, in the order of the file; they are kept for 30 days.',
    input: z.strictObject({
      id: z.uuid(),
      action: importAction.optional(),
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: page(importLine),
    rest: { route: 'GET /api/inventory/imports/:id/lines', project: 'items' },
  }),
} as const;
