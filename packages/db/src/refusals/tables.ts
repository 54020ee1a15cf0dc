import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, pgTable, varchar } from 'drizzle-orm/pg-core';
import { instant } from '../core/columns.ts';
import { EVENT_DOORS } from '../inspector/tables.ts';
import { storefronts } from '../storefronts/tables.ts';

const REFUSED_KINDS = ['click', 'order', 'refund', 'link'] as const;

/**
 * A sample of what storefronts reported and the hub refused or did not count, so that whoever integrates one can be
 * shown why. At most so many a minute and storefront, and for 7 days.
 */
export const refusedEvents = pgTable(
  'refused_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Null where the caller did not prove whose it is. */
    storefrontId: integer('storefront_id').references(() => storefronts.id, { onDelete: 'restrict' }),
    kind: varchar('kind', { length: 16, enum: REFUSED_KINDS }).notNull(),
    /** An error's code, or why it was not counted. */
    reason: varchar('reason', { length: 32 }).notNull(),
    /** The error's message, which names the field. */
    message: varchar('message', { length: 500 }).notNull(),
    /** The event was stored all the same: it is only not counted. */
    isStored: boolean('is_stored').notNull(),
    /** The page's origin, as browsers send it. */
    origin: varchar('origin', { length: 255 }),
    /** The key, where it is one that the hub knows. */
    keyId: integer('key_id'),
    /** How a key begins and ends that the hub does not know, such as `pk_…x9Kq`. */
    keyHint: varchar('key_hint', { length: 32 }),
    /** Null for events from before this was stored. */
    door: varchar('door', { length: 8, enum: EVENT_DOORS }),
    /** What was sent, without what names a visitor. */
    body: jsonb('body').$type<Record<string, unknown>>().notNull(),
    timestamp: instant('timestamp').notNull().default(sql`now()`),
  },
  (table) => [
    index('idx_refused_events_storefront_id').on(table.storefrontId, table.id.desc().nullsFirst()),
    index('idx_refused_events_timestamp').using('brin', table.timestamp),
    check('refused_events_kind_check', sql`${table.kind} IN ('click', 'order', 'refund', 'link')`),
  ],
);
