import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant } from '../core/columns.ts';
import { authUsers } from '../people/tables.ts';

/** One change of many rows: prepared first, with a line for each row, then applied, perhaps undone. Kept for 30 days. */
export const bulkChanges = pgTable(
  'bulk_changes',
  {
    /** Given by the caller, so that the same request makes one change. */
    id: uuid('id').primaryKey(),
    kind: varchar('kind', {
      length: 16,
      enum: ['products', 'affiliates', 'conversions', 'alerts'],
    }).notNull(),
    change: jsonb('change').$type<Record<string, unknown>>().notNull(),
    state: varchar('state', {
      length: 16,
      enum: ['ready', 'running', 'done', 'undoing', 'undone'],
    })
      .notNull()
      .default('ready'),
    createdBy: text('created_by').references(() => authUsers.id, { onDelete: 'set null' }),
    createdAt: createdAt(),
    appliedAt: instant('applied_at'),
    /** The rows that it is about. */
    total: integer('total').notNull(),
  },
  (table) => [
    index('idx_bulk_changes_created_at').on(table.createdAt),
    check(
      'bulk_changes_kind_check',
      sql`${table.kind} IN ('products', 'affiliates', 'conversions', 'alerts')`,
    ),
    check(
      'bulk_changes_state_check',
      sql`${table.state} IN ('ready', 'running', 'done', 'undoing', 'undone')`,
    ),
  ],
);

/** What a change does to one row. */
export const bulkChangeLines = pgTable(
  'bulk_change_lines',
  {
    changeId: uuid('change_id')
      .notNull()
      .references(() => bulkChanges.id, { onDelete: 'cascade' }),
    /** Of the product, affiliate or conversion; of an alert, its product, which has one that is not resolved at a time. */
    subjectId: bigint('subject_id', { mode: 'number' }).notNull(),
    /** The changed field when the change was prepared; null where there is no such row. */
    before: jsonb('before').$type<unknown>(),
    after: jsonb('after').$type<unknown>(),
    /** Null: still to be done. Otherwise what became of it, or why it stays as it is. */
    outcome: varchar('outcome', { length: 16 }),
  },
  (table) => [primaryKey({ name: 'bulk_change_lines_pkey', columns: [table.changeId, table.subjectId] })],
);
