import { type SQL, sql } from 'drizzle-orm';
import { runPrepared } from '../core/statement.ts';
import type { Transaction } from '../database.ts';

/** An event id as a caller sent it, with a hash of the event's content. */
export interface EventIdentity {
  eventId: string;
  /** The id under which versions before this one stored it, where that is another one of the same day. */
  formerId?: string;
  /** First 64 bits of the SHA-256 of the event's content, as a signed integer. */
  bodyHash: bigint;
}

/** An event id is unknown, was used with another body, or became a click or attribution. */
export type KnownEvent = 'unknown' | 'mismatch' | { resultId: number };

const DAY_MILLISECONDS = 86_400_000;
/** Dates have four-digit years; a later id has no usable time. */
const LAST_DAY = Date.UTC(9999, 0) / DAY_MILLISECONDS;

/**
 * Returns the partition key of an event id, in days since 1970-01-01: a version 7 UUID's own day (RFC 9562: the first 48
 * bits are Unix milliseconds), so that a retry looks in the same place however late it comes; 0 for UUIDs without a time.
 */
export function eventDay(eventId: string): number {
  if (eventId[14] !== '7') return 0;
  const milliseconds = Number.parseInt(eventId.slice(0, 8) + eventId.slice(9, 13), 16);
  const day = Math.floor(milliseconds / DAY_MILLISECONDS);
  return day < LAST_DAY ? day : 0;
}

/** The same as `YYYY-MM-DD`. */
export function eventDate(eventId: string): string {
  return new Date(eventDay(eventId) * DAY_MILLISECONDS).toISOString().slice(0, 10);
}

/** Looks up an event id. What is stored under the former id is another event, unless it has the same content. */
export async function findEvent(
  tx: Transaction,
  storefrontId: number,
  event: EventIdentity,
): Promise<KnownEvent> {
  const { rows } = await runPrepared<{ body_hash: string; result_id: string; is_former: boolean }>(
    tx,
    'hub_find_event',
    sql`
    SELECT body_hash, result_id, event_id <> ${event.eventId} AS is_former FROM aff_event_ids
    WHERE event_day = ${eventDate(event.eventId)} AND storefront_id = ${storefrontId}
      AND event_id IN (${event.eventId}, ${event.formerId ?? event.eventId})`,
  );
  const isSame = (row: { body_hash: string }) => BigInt(row.body_hash) === event.bodyHash;
  const row = rows.find((one) => !one.is_former) ?? rows.find(isSame);
  if (row === undefined) return 'unknown';
  return isSame(row) ? { resultId: Number(row.result_id) } : 'mismatch';
}

/** Returns the key of the lock that serialises the writers of one event id. */
export function eventLock(storefrontId: number, eventId: string): SQL {
  // Upper and lower case are the same `uuid`, so they must be the same lock.
  return sql`hashtextextended(${`${storefrontId}:${eventId.toLowerCase()}`}, 0)`;
}

/**
 * Stores what an event id became; the caller holds its lock and found it unknown. Returns false when a click, which
 * takes no lock, has used the id meanwhile.
 */
export async function rememberEvent(
  tx: Transaction,
  storefrontId: number,
  event: EventIdentity & { resultId: number },
): Promise<boolean> {
  const { rowCount } = await runPrepared(
    tx,
    'hub_remember_event',
    sql`
    INSERT INTO aff_event_ids (event_day, storefront_id, event_id, body_hash, result_id)
    VALUES (${eventDate(event.eventId)}, ${storefrontId}, ${event.eventId}, ${event.bodyHash}, ${event.resultId})
    ON CONFLICT DO NOTHING`,
  );
  return rowCount === 1;
}
