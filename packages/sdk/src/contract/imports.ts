import { z } from 'zod';
import { IMPORT_STATUSES } from './choices.ts';
import { mutation, query } from './entry.ts';
import { bound, countedPage, cursor, instant, label, listOrder, page, units, withTotal } from './fields.ts';
import { MAX_IMPORT_CHARACTERS, MAX_IMPORT_FILE_BYTES } from './limits.ts';

export const importStatus = z.enum(IMPORT_STATUSES);
export const importAction = z.enum(['create', 'update', 'unchanged', 'problem']);

/** A character takes up to three bytes, and JSON escapes quotes and line ends; Base64 takes four bytes for three. */
const MAX_REQUEST_BYTES = 32 * 1024 * 1024;

/** Encodings that a file can be read in. */
export const importEncoding = z.enum([
  ...(['utf-8', 'utf-16le', 'utf-16be'] as const),
  ...(['windows-1252', 'windows-1250', 'windows-1251', 'windows-1253', 'windows-1254'] as const),
  ...(['windows-1255', 'windows-1256', 'windows-1257', 'iso-8859-2', 'koi8-r'] as const),
  ...(['macintosh', 'ibm850', 'shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr'] as const),
]);

const columnTitle = label(200);
const columnTitles = z.array(columnTitle).min(1).max(50);

/**
 * Which columns of a file, by their titles, stand for which fields. A title that occurs twice is `Title (2)` the second
 * time, and a column without one is `Column 5`.
 */
export const importMapping = z.strictObject({
  sku: columnTitle,
  /** Several make one name, such as a product and its size. */
  name: columnTitles.optional(),
  /** Several are added up, such as a column for each shop. */
  stock: columnTitles.optional(),
  threshold: columnTitles.optional(),
  unitPrice: columnTitle.optional(),
  supplier: columnTitle.optional(),
  /** The place that a line counts: the stock of a SKU is then the sum of its lines. */
  location: columnTitle.optional(),
});

/** A file as a request carries it, and how to read it. */
const file = {
  fileName: label(255),
  /** The file’s text; or `file`. */
  csv: z.string().min(1).max(MAX_IMPORT_CHARACTERS).optional(),
  /** The file’s bytes in Base64; or `csv`. */
  file: z
    .string()
    .min(1)
    .max(4 * Math.ceil(MAX_IMPORT_FILE_BYTES / 3), {
      error: `must be a file of at most ${MAX_IMPORT_FILE_BYTES / 1e6} MB`,
    })
    .optional(),
  /** Of `file`; guessed when it is left out. */
  encoding: importEncoding.optional(),
  /** When it is left out: as this header was mapped last, or as the hub knows its format or titles. */
  mapping: importMapping.optional(),
};

function checkFile(
  input: { csv?: string | undefined; file?: string | undefined; encoding?: string | undefined },
  context: z.RefinementCtx,
): void {
  const refuse = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (input.csv === undefined && input.file === undefined) {
    if (input.encoding === undefined) refuse('csv', 'is required, or file');
    else refuse('file', 'is required beside encoding');
  }
  if (input.csv !== undefined && input.file !== undefined)
    refuse('file', 'is sent beside csv; send one of them');
  if (input.csv !== undefined && input.encoding !== undefined) {
    refuse('encoding', 'says how to read file, and there is none');
  }
}

const fileFormat = z.object({ id: z.string(), name: z.string() });

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
  /** The program whose export it is, as its columns show; null for a file of any other origin. */
  format: fileFormat.nullable(),
  /** Null for a file that was sent as text. */
  encoding: importEncoding.nullable(),
  /** The columns that were read; null for files that were checked before the hub kept them. */
  mapping: importMapping.nullable(),
  /** Lines that are no products of their own, such as those of further pictures; in no other count. */
  leftOut: z.array(z.object({ reason: z.string(), lines: z.number().int(), firstLine: z.number().int() })),
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

/** What the hub makes of a file before anything is checked. */
export const importReading = z.object({
  format: fileFormat.nullable(),
  /** Null for a file that was sent as text. */
  encoding: z
    .object({
      name: importEncoding,
      /** Whether it was chosen, or nothing else fits. Otherwise `createImport` needs to be told. */
      isCertain: z.boolean(),
      /** The likeliest first, with texts of the file as each reads them. */
      candidates: z.array(z.object({ name: importEncoding, samples: z.array(z.string()) })),
    })
    .nullable(),
  separator: z.enum(['comma', 'semicolon', 'tab', 'pipe']),
  /** The line that names the columns. */
  headerLine: z.number().int(),
  /** Every column that a mapping can name, with its first texts. */
  columns: z.array(z.object({ title: z.string(), samples: z.array(z.string()) })),
  /** What `createImport` would read; null when it would need to be told. */
  mapping: importMapping.nullable(),
  /** `sent`: the request’s; `remembered`: that of the last file with these columns; `format`, `titles`: the hub’s own. */
  mappedBy: z.enum(['sent', 'remembered', 'format', 'titles']).nullable(),
  /** Why there is no mapping. */
  problem: z.string().nullable(),
  /** Below the header. */
  lines: z.number().int(),
});

const importId = z.strictObject({ id: z.uuid() });

export const imports = {
  readImportFile: mutation({
    access: 'operator',
    scope: 'inventory:write',
    summary:
      'Read a file of products without storing it: its format, encoding, columns, and what they stand for.',
    input: z.strictObject(file).superRefine(checkFile),
    output: importReading,
    rest: { route: 'POST /api/inventory/imports/read' },
    maxRequestBytes: MAX_REQUEST_BYTES,
  }),
  createImport: mutation({
    access: 'operator',
    scope: 'inventory:write',
    summary:
      'Check a file of products: columns sku, name, stock, threshold, unit_price, supplier, a known shop’s export, or what `mapping` says. Changes nothing yet.',
    input: z
      .strictObject({
        ...file,
        /** The threshold of new products whose line names none. */
        newThreshold: units.optional(),
      })
      .superRefine(checkFile),
    output: productImport,
    rest: { route: 'POST /api/inventory/imports', status: 201 },
    maxRequestBytes: MAX_REQUEST_BYTES,
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
    summary: 'List imports; unless told otherwise, those that were checked last first.',
    input: z.strictObject({
      status: importStatus.optional(),
      /** Checked then or later, and before then. */
      from: bound.optional(),
      to: bound.optional(),
      sort: z.enum(['checked', 'fileName', 'problems', 'applied']).default('checked'),
      order: listOrder.default('desc'),
      withTotal,
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    /** The rows were here before the list had pages; other lists have `items`. */
    output: countedPage(productImport)
      .omit({ items: true })
      .extend({ imports: z.array(productImport) }),
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
