import { type SQL, sql } from 'drizzle-orm';

/**
 * Cursors of lists that page by a numeric id. Opaque to callers; only what an earlier answer gave is accepted.
 */

/** Turns the last id of a page into the cursor of the next. */
export function encodeCursor(id: number): string {
  return Buffer.from(`id:${id}`).toString('base64url');
}

/** The id that a cursor stands for, or null when it is none of ours. */
export function decodeCursor(cursor: string): number | null {
  const match = /^id:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match === null ? null : Number(match[1]);
}

/** The id of a cursor in a comparison: wider than an `integer` column, for a caller may have made it up. */
export function cursorId(id: number): SQL {
  return sql`${id}::bigint`;
}

export interface PageRequest {
  limit: number;
  /** Id of the last row of the page before. */
  afterId?: number | undefined;
}

export interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
}

/** Cuts `limit + 1` fetched rows to a page and tells whether more follow. */
export function toPage<Row extends { id: number }>(rows: Row[], limit: number): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(last.id) : null };
}

/** A search term as a LIKE pattern that matches it anywhere, literally. */
export function containsPattern(term: string): string {
  return `%${term.replace(/[\\%_]/g, '\\$&')}%`;
}
