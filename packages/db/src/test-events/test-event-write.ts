import { sql } from 'drizzle-orm';
import type { Executor, Transaction } from '../database.ts';
import { testEvents } from './tables.ts';

export type TestEventRow = typeof testEvents.$inferSelect;

/** The most events that a storefront keeps; older ones go first. */
export const MOST_TEST_EVENTS = 5_000;

/** Lets one at a time write the test events of a storefront, until the transaction ends: then no race is left. */
export async function lockTestEvents(tx: Transaction, storefrontId: number): Promise<void> {
  await tx.execute(
    sql`SELECT pg_advisory_xact_lock(hashtextextended('test:' || ${storefrontId}::integer, 2))`,
  );
}

/** Writes test events of one storefront, and deletes its oldest beyond the most that it keeps. Returns the last one's id. */
export async function insertTestEvents(
  db: Executor,
  storefrontId: number,
  events: readonly Omit<typeof testEvents.$inferInsert, 'id' | 'timestamp' | 'storefrontId'>[],
): Promise<number> {
  const rows = await db
    .insert(testEvents)
    .values(events.map((event) => ({ ...event, storefrontId })))
    .returning({ id: testEvents.id });
  await db.execute(sql`
    DELETE FROM test_events WHERE storefront_id = ${storefrontId} AND id <= (
      SELECT id FROM test_events WHERE storefront_id = ${storefrontId}
      ORDER BY id DESC OFFSET ${MOST_TEST_EVENTS} LIMIT 1)`);
  const last = rows.at(-1);
  if (last === undefined) throw new Error('the insert of test events returned no row');
  return last.id;
}

/** What a retry key stands for; the caller holds the storefront's lock. */
export async function findRetried(
  db: Executor,
  storefrontId: number,
  retry: { key: string; bodyHash: bigint },
): Promise<'unknown' | 'mismatch' | Pick<TestEventRow, 'id' | 'result'>> {
  const { rows } = await db.execute<{ id: string; hash: string | null; result: TestEventRow['result'] }>(sql`
    SELECT id, body_hash AS hash, result FROM test_events
    WHERE storefront_id = ${storefrontId} AND retry_key = ${retry.key}`);
  const [row] = rows;
  if (row === undefined) return 'unknown';
  return row.hash !== null && BigInt(row.hash) === retry.bodyHash
    ? { id: Number(row.id), result: row.result }
    : 'mismatch';
}

/** The retry key of an event id. */
export function eventRetryKey(eventId: string): string {
  return `event:${eventId.toLowerCase()}`;
}
