import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text, uuid, varchar } from 'drizzle-orm/pg-core';
import { createdAt, instant } from '../core/columns.ts';

/** A list of products from a file: checked first, applied by a job when an operator starts it. */
export const productImports = pgTable(
  'product_imports',
  {
    id: uuid('id').primaryKey().default(sql`gen_random_uuid()`),
    fileName: varchar('file_name', { length: 255 }).notNull(),
    status: varchar('status', {
      length: 16,
      enum: ['ready', 'running', 'done', 'failed', 'cancelled'],
    })
      .notNull()
      .default('ready'),
    createdBy: varchar('created_by', { length: 255 }).notNull(),
    /** Columns of the file that match no field of a product. */
    ignoredColumns: text('ignored_columns').array().notNull(),
    /** The program whose export it is; null for a file of any other origin. */
    format: jsonb('format').$type<{ id: string; name: string }>(),
    /** Null for a file that came as text. */
    encoding: varchar('encoding', { length: 32 }),
    /** Which columns were read for which fields; null for files that were checked before this was kept. */
    mapping: jsonb('mapping').$type<ImportColumnMapping>(),
    /** Lines that are no products of their own, by reason. */
    leftOut: jsonb('left_out')
      .$type<{ reason: string; lines: number; firstLine: number }[]>()
      .notNull()
      .default([]),
    /** Lines by action; `applied`: how many of `creates` and `updates` are done. Stored, so that lists count no lines. */
    creates: integer('creates').notNull(),
    updates: integer('updates').notNull(),
    unchanged: integer('unchanged').notNull(),
    problems: integer('problems').notNull(),
    applied: integer('applied').notNull().default(0),
    createdAt: createdAt(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    lastError: text('last_error'),
  },
  (table) => [
    index('idx_product_imports_created_at').on(table.createdAt),
    check(
      'product_imports_status_check',
      sql`${table.status} IN ('ready', 'running', 'done', 'failed', 'cancelled')`,
    ),
  ],
);

/** One line of an imported file: the change it makes, and whether it was applied. */
export const productImportLines = pgTable(
  'product_import_lines',
  {
    importId: uuid('import_id')
      .notNull()
      .references(() => productImports.id, { onDelete: 'cascade' }),
    /** Line number as in a text editor: the header is line 1. */
    line: integer('line').notNull(),
    sku: varchar('sku', { length: 255 }),
    /** The fields that applying it sets: all fields of a new product, otherwise those that differ from `before`. */
    change: jsonb('change').$type<ProductImportChange>().notNull(),
    /** The fields when the file was checked; null for a new product. */
    before: jsonb('before').$type<ProductImportChange>(),
    action: varchar('action', { length: 16, enum: ['create', 'update', 'unchanged', 'problem'] }).notNull(),
    /** Why the line cannot be applied, with the column's name. */
    problem: text('problem'),
    appliedAt: instant('applied_at'),
  },
  (table) => [
    primaryKey({ name: 'product_import_lines_pkey', columns: [table.importId, table.line] }),
    check(
      'product_import_lines_action_check',
      sql`${table.action} IN ('create', 'update', 'unchanged', 'problem')`,
    ),
  ],
);

/** How somebody mapped the columns of a file, for the next file with the same columns. */
export const importMappings = pgTable(
  'import_mappings',
  {
    /** SHA-256 of the titles, in hex. */
    fingerprint: varchar('fingerprint', { length: 64 }).primaryKey(),
    mapping: jsonb('mapping').$type<ImportColumnMapping>().notNull(),
    chosenAt: instant('chosen_at').notNull().defaultNow(),
  },
  (table) => [index('idx_import_mappings_chosen_at').on(table.chosenAt)],
);

/** Titles of columns, by the fields that they stand for. */
export interface ImportColumnMapping {
  sku: string;
  name?: string[] | undefined;
  stock?: string[] | undefined;
  threshold?: string[] | undefined;
  unitPrice?: string | undefined;
  supplier?: string | undefined;
  location?: string | undefined;
}

/** The fields of a product that a file may set. */
export interface ProductImportChange {
  name?: string;
  stock?: number;
  threshold?: number;
  unitPrice?: string | null;
  supplier?: string | null;
}
