import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant } from '../core/columns.ts';

/** Every click, counted or not. Partitioned by month of `timestamp`; no foreign keys, which would slow the write. */
export const affClicks = pgTable(
  'aff_clicks',
  {
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    storefrontId: integer('storefront_id').notNull(),
    affiliateId: integer('affiliate_id').notNull(),
    pixelId: varchar('pixel_id', { length: 255 }).notNull(),
    eventId: uuid('event_id'),
    /** First-party id, or a keyed hash of address and user agent under the day's salt. */
    visitorKey: varchar('visitor_key', { length: 80 }).notNull(),
    /** Cut to /24 or /48 before it is stored. */
    ipAddress: varchar('ip_address', { length: 45 }),
    userAgent: text('user_agent'),
    referrer: text('referrer'),
    landingPage: text('landing_page'),
    subId: varchar('sub_id', { length: 255 }),
    counted: boolean('counted').notNull(),
    /** Why it is not counted. */
    reason: varchar('reason', { length: 16, enum: ['bot', 'duplicate', 'paused'] }),
    timestamp: instant('timestamp').notNull().default(sql`now()`),
  },
  (table) => [
    primaryKey({ name: 'aff_clicks_pkey', columns: [table.id, table.timestamp] }),
    index('idx_aff_clicks_pixel_id').on(table.pixelId, table.timestamp.desc().nullsFirst()),
    // Rows are stored in order of time, so block ranges serve as well as a tree and cost a click nothing.
    index('idx_aff_clicks_timestamp').using('brin', table.timestamp),
  ],
);

/**
 * Event ids already answered, with the answer. Partitioned by `event_day`: a version 7 UUID's own day, so that a
 * retry finds the row however late it comes; `epoch` for other UUIDs, which a job deletes after two days.
 */
export const affEventIds = pgTable(
  'aff_event_ids',
  {
    eventDay: date('event_day', { mode: 'string' }).notNull(),
    eventId: uuid('event_id').notNull(),
    storefrontId: integer('storefront_id').notNull(),
    /** First 64 bits of the SHA-256 of the event's content: the same id with another body is refused. */
    bodyHash: bigint('body_hash', { mode: 'bigint' }).notNull(),
    /** Id of the click or attribution that the event became. */
    resultId: bigint('result_id', { mode: 'number' }).notNull(),
    /** Why its click is not counted. */
    reason: varchar('reason', { length: 16, enum: ['bot', 'duplicate', 'paused'] }),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ name: 'aff_event_ids_pkey', columns: [table.eventDay, table.storefrontId, table.eventId] }),
  ],
);

/**
 * A visitor's last counted click for an affiliate on a day (UTC). The dedup window starts there, and an order that names
 * only its visitor is credited by it. The day comes first in the key, so that new visitors touch only today's pages,
 * which stay in memory.
 */
export const affLastClicks = pgTable(
  'aff_last_clicks',
  {
    day: date('day', { mode: 'string' }).notNull(),
    visitorKey: varchar('visitor_key', { length: 80 }).notNull(),
    affiliateId: integer('affiliate_id').notNull(),
    clickId: bigint('click_id', { mode: 'number' }).notNull(),
    countedAt: instant('counted_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'aff_last_clicks_pkey', columns: [table.day, table.visitorKey, table.affiliateId] }),
  ],
);

/** Salts of the visitor hash, one per day. Deleted after two days, so that old hashes cannot be linked to anyone. */
export const affVisitorSalts = pgTable('aff_visitor_salts', {
  day: date('day', { mode: 'string' }).primaryKey(),
  salt: varchar('salt', { length: 64 }).notNull(),
});
