import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { instant } from '../core/columns.ts';
import { EVENT_DOORS } from '../inspector/tables.ts';
import { storefronts } from '../storefronts/tables.ts';

const TEST_EVENT_KINDS = ['click', 'order', 'refund', 'stock'] as const;
const TEST_EVENT_OUTCOMES = ['recorded', 'not_counted', 'refused'] as const;

/** Far above the ids of all clicks that a hub will ever record: an id of one mode names nothing in the other. */
const FIRST_ID = 400_000_000_000_000;

/**
 * All that test keys report, apart from everything that counts. Each storefront keeps its newest events only, and for 7
 * days; no other table refers to them.
 */
export const testEvents = pgTable(
  'test_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity({ startWith: FIRST_ID }),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    kind: varchar('kind', { length: 16, enum: TEST_EVENT_KINDS }).notNull(),
    outcome: varchar('outcome', { length: 16, enum: TEST_EVENT_OUTCOMES }).notNull(),
    /** An error's code, or why a click is not counted. */
    reason: varchar('reason', { length: 32 }),
    /** The same in words. */
    message: varchar('message', { length: 500 }),
    affiliateId: integer('affiliate_id'),
    /** The canonical id of the order, or the product's SKU, whose state this event holds. */
    subject: text('subject'),
    visitorKey: varchar('visitor_key', { length: 80 }),
    /** What a retry is recognised by: the event id or the idempotency key. */
    retryKey: varchar('retry_key', { length: 255 }),
    /** First 64 bits of the SHA-256 of the content that the retry key stands for. */
    bodyHash: bigint('body_hash', { mode: 'bigint' }),
    /** What was sent, without what names a visitor. */
    body: jsonb('body').$type<Record<string, unknown>>().notNull(),
    /** What became of it. */
    result: jsonb('result').$type<Record<string, unknown>>(),
    /** The event that the shop's own server would have been sent. */
    hubEvent: jsonb('hub_event').$type<Record<string, unknown>>(),
    /** The key, the door and the page's origin that it came by; null where that is not known (yet). */
    keyId: integer('key_id'),
    door: varchar('door', { length: 8, enum: EVENT_DOORS }),
    origin: varchar('origin', { length: 255 }),
    timestamp: instant('timestamp').notNull().default(sql`now()`),
  },
  (table) => [
    index('idx_test_events_storefront_id').on(table.storefrontId, table.id.desc().nullsFirst()),
    index('idx_test_events_subject')
      .on(table.storefrontId, table.subject, table.id.desc().nullsFirst())
      .where(sql`subject IS NOT NULL`),
    index('idx_test_events_visitor_key')
      .on(table.storefrontId, table.visitorKey)
      .where(sql`visitor_key IS NOT NULL`),
    uniqueIndex('test_events_retry_key')
      .on(table.storefrontId, table.retryKey)
      .where(sql`retry_key IS NOT NULL`),
    // One order is verified once, in test mode as well: this index decides every race.
    uniqueIndex('test_events_verified_order_key')
      .on(table.storefrontId, table.subject)
      .where(sql`kind = 'order' AND subject IS NOT NULL AND result->>'kind' = 'verified'`),
    check('test_events_kind_check', sql`${table.kind} IN ('click', 'order', 'refund', 'stock')`),
    check('test_events_outcome_check', sql`${table.outcome} IN ('recorded', 'not_counted', 'refused')`),
  ],
);
