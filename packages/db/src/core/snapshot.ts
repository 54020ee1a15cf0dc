import type { Database } from '../database.ts';

/**
 * Runs reads that all see the database as it was at the first of them, on one connection. A change throws. Long ones hold
 * back the clean-up of old row versions in the whole database.
 */
export function readSnapshot<Result>(
  db: Database,
  read: (snapshot: Database) => Promise<Result>,
): Promise<Result> {
  return db.transaction(
    // All that a transaction lacks of a database is its pool, which no query asks for.
    (tx) => read(tx as unknown as Database),
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}
