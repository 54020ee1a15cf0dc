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
    /** Lines by action; `applied` is how many of `creates` and `updates` are done. Stored, so that no list counts lines. */
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

/** The fields of a product that a file may set. */
export interface ProductImportChange {
  name?: string;
  stock?: number;
  threshold?: number;
  unitPrice?: string | null;
  supplier?: string | null;
}
