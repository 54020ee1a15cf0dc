import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant, timeZone } from '../core/columns.ts';
import { authUsers } from '../people/tables.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

const STATUSES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

/** A list as a file, for the person who asked for it. A job writes it. */
export const listExports = pgTable(
  'list_exports',
  {
    id: uuid('id').primaryKey().default(sql`gen_random_uuid()`),
    userId: text('user_id')
      .notNull()
      .references(() => authUsers.id, { onDelete: 'cascade' }),
    list: varchar('list', { length: 32 }).notNull(),
    /** Filters and order, as the list takes them, and how the file is written: `stored-query.ts`. */
    query: jsonb('query').$type<Record<string, unknown>>().notNull(),
    /** Names of columns, in the order of the file. */
    columns: text('columns').array().notNull(),
    /** What its times are written in. */
    timeZone: timeZone().notNull(),
    fileName: varchar('file_name', { length: 255 }).notNull(),
    status: varchar('status', { length: 16, enum: STATUSES }).notNull().default('queued'),
    /** How often somebody began to write it. */
    attempts: integer('attempts').notNull().default(0),
    /** Rows and bytes that are written so far. */
    rows: bigint('rows', { mode: 'number' }).notNull().default(0),
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    /** Rows of the list when the export began; null for lists that are not counted. */
    total: bigint('total', { mode: 'number' }),
    /** Why it failed, for its owner. */
    problem: text('problem'),
    createdAt: createdAt(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    /** When the file is deleted. */
    expiresAt: instant('expires_at'),
  },
  (table) => [
    index('idx_list_exports_user').on(table.userId, table.createdAt),
    check(
      'list_exports_status_check',
      sql`${table.status} IN ('queued', 'running', 'done', 'failed', 'cancelled')`,
    ),
  ],
);

/** A piece of an export's file, compressed by itself (gzip). */
export const listExportParts = pgTable(
  'list_export_parts',
  {
    exportId: uuid('export_id')
      .notNull()
      .references(() => listExports.id, { onDelete: 'cascade' }),
    /** From 0, without a gap. */
    part: integer('part').notNull(),
    data: bytea('data').notNull(),
  },
  (table) => [primaryKey({ name: 'list_export_parts_pkey', columns: [table.exportId, table.part] })],
);
