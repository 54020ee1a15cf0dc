import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, varchar } from 'drizzle-orm/pg-core';
import { instant } from '../core/columns.ts';

/** How an event came in: a request of JSON, the pixel, or a partner's link; `server`: a request with a secret key. */
export const EVENT_DOORS = ['api', 'pixel', 'link', 'server'] as const;

/**
 * How events came in that the hub took: a sample, so that whoever integrates a storefront sees by which key and door.
 * At most so many a minute and storefront, and for 7 days. Kept apart from the events, because writing those is what
 * shops wait for.
 */
export const eventArrivals = pgTable(
  'event_arrivals',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /**
     * What came in: `click:<id>`, `event:<event id>`, `duplicate:<id of the click that counted>`, `order:<id>`,
     * `conversion:<id>`, `refund:<storefront id>:<refund id>`.
     */
    subject: varchar('subject', { length: 300 }).notNull(),
    /** Null without a key. */
    keyId: integer('key_id'),
    door: varchar('door', { length: 8, enum: EVENT_DOORS }).notNull(),
    /** The page's origin, as browsers send it. */
    origin: varchar('origin', { length: 255 }),
    timestamp: instant('timestamp').notNull().default(sql`now()`),
  },
  (table) => [
    index('idx_event_arrivals_subject').on(table.subject, table.id.desc().nullsFirst()),
    index('idx_event_arrivals_timestamp').using('brin', table.timestamp),
    check('event_arrivals_door_check', sql`${table.door} IN ('api', 'pixel', 'link', 'server')`),
  ],
);
