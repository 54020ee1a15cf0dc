import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** About 1 MB or 10,000 rows: a writer that needs one of them waits for milliseconds. */
const BLOCKS_PER_STATEMENT = 128;

/**
 * Deletes the rows of a table that meet a condition, in one pass from the first block to the last: an index on the
 * condition would slow every write, and a scan for each batch would read the whole table each time. Returns the number
 * of deleted rows.
 */
export async function deleteByBlocks(db: Executor, table: string, condition: SQL): Promise<number> {
  const { rows } = await db.execute<{ blocks: number }>(sql`
    SELECT (pg_relation_size(${table}::regclass) / current_setting('block_size')::integer)::integer AS blocks`);
  const name = sql.identifier(table);
  const blocks = rows[0]?.blocks ?? 0;
  let deleted = 0;
  for (let block = 0; block < blocks; block += BLOCKS_PER_STATEMENT) {
    // Locked rows are left for the next run: it never waits, so it takes part in no deadlock.
    const { rowCount } = await db.execute(sql`
      DELETE FROM ${name} WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM ${name}
        WHERE ctid >= ${`(${block},0)`}::tid AND ctid < ${`(${block + BLOCKS_PER_STATEMENT},0)`}::tid AND ${condition}
        FOR UPDATE SKIP LOCKED))`);
    deleted += rowCount ?? 0;
  }
  return deleted;
}
