import { sql } from 'drizzle-orm';
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant } from '../core/columns.ts';
import { authUsers } from '../people/tables.ts';

/** A list as somebody keeps it: what it filters and sorts by, and its columns. */
export const listViews = pgTable(
  'list_views',
  {
    id: uuid('id').primaryKey().default(sql`gen_random_uuid()`),
    /** The app's word for the list, such as `products`. */
    list: varchar('list', { length: 32 }).notNull(),
    ownerId: text('owner_id')
      .notNull()
      .references(() => authUsers.id, { onDelete: 'cascade' }),
    name: varchar('name', { length: 255 }).notNull(),
    /** The whole team sees it. */
    isShared: boolean('is_shared').notNull().default(false),
    /** The parameters of the list's address. */
    search: jsonb('search').$type<Record<string, string>>().notNull(),
    /** Names of columns in their order; null: the usual ones. */
    columns: jsonb('columns').$type<string[]>(),
    /** Counts the changes. */
    version: integer('version').notNull().default(1),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('list_views_name_key').on(table.ownerId, table.list, sql`lower(${table.name})`),
    index('idx_list_views_shared').on(table.list).where(sql`is_shared`),
  ],
);

/** What a person sees of a list that is opened without a view. */
export const listChoices = pgTable(
  'list_choices',
  {
    personId: text('person_id')
      .notNull()
      .references(() => authUsers.id, { onDelete: 'cascade' }),
    list: varchar('list', { length: 32 }).notNull(),
    /** The view that the list opens with; null: none. */
    viewId: uuid('view_id').references(() => listViews.id, { onDelete: 'set null' }),
    /** The columns without a view; null: the usual ones. */
    columns: jsonb('columns').$type<string[]>(),
  },
  (table) => [
    primaryKey({ name: 'list_choices_pkey', columns: [table.personId, table.list] }),
    index('idx_list_choices_view').on(table.viewId),
  ],
);
