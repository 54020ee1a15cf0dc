import { sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';

/** An event id as a caller sent it, with a hash of what it sent along. */
export interface EventIdentity {
  eventId: string;
  /** SHA-256 of the event's content, hex. */
  bodyHash: string;
}

export interface AnsweredEvent {
  resultId: number;
  counted: boolean;
  reason: 'bot' | 'duplicate' | 'paused' | null;
}

/** What is known of an event id: nothing, the answer it was given, or that it came with another body. */
export type KnownEvent = 'unknown' | 'mismatch' | AnsweredEvent;

const EPOCH_DAY = '1970-01-01';

/**
 * The partition of an event id: a version 7 UUID's own day (RFC 9562: the first 48 bits are Unix milliseconds), so
 * that a retry looks in the same place however late it comes; the epoch for UUIDs that carry no time.
 */
function eventDay(eventId: string): string {
  if (eventId[14] !== '7') return EPOCH_DAY;
  const milliseconds = Number.parseInt(eventId.replaceAll('-', '').slice(0, 12), 16);
  // 48 bits reach past the year 10000, where dates have no four-digit year: such an id carries no usable time.
  return milliseconds < Date.UTC(9999, 0) ? new Date(milliseconds).toISOString().slice(0, 10) : EPOCH_DAY;
}

/** Looks an event id up. */
export async function findEvent(
  tx: Transaction,
  storefrontId: number,
  event: EventIdentity,
): Promise<KnownEvent> {
  const { rows } = await tx.execute<{
    body_hash: string;
    result_id: string;
    counted: boolean;
    reason: AnsweredEvent['reason'];
  }>(sql`
    SELECT body_hash, result_id, counted, reason FROM aff_event_ids
    WHERE event_day = ${eventDay(event.eventId)} AND storefront_id = ${storefrontId} AND event_id = ${event.eventId}`);
  const row = rows[0];
  if (row === undefined) return 'unknown';
  if (row.body_hash !== event.bodyHash) return 'mismatch';
  return { resultId: Number(row.result_id), counted: row.counted, reason: row.reason };
}

/**
 * Serialises the writers of one event id until the transaction ends, so that the loser of a race finds the winner's
 * answer instead of a broken transaction.
 */
export async function lockEvent(tx: Transaction, storefrontId: number, eventId: string): Promise<void> {
  // One id in capitals and in small letters is one `uuid`, so it must be one lock.
  const key = `${storefrontId}:${eventId.toLowerCase()}`;
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
}

/** Remembers the answer of an event id; the caller holds its lock and found it unknown. */
export async function rememberEvent(
  tx: Transaction,
  storefrontId: number,
  event: EventIdentity & AnsweredEvent,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO aff_event_ids (event_day, storefront_id, event_id, body_hash, result_id, counted, reason)
    VALUES (${eventDay(event.eventId)}, ${storefrontId}, ${event.eventId}, ${event.bodyHash}, ${event.resultId},
            ${event.counted}, ${event.reason})`);
}
