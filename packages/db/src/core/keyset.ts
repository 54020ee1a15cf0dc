import { type Column, type SQL, sql } from 'drizzle-orm';

/**
 * Cursors of lists that page by a numeric id. Opaque to callers, who pass back what an earlier answer gave.
 */

/** Turns the last id of a page into the cursor of the next. */
export function encodeCursor(id: number): string {
  return Buffer.from(`id:${id}`).toString('base64url');
}

/** Returns the id that a cursor stands for, or null when the cursor is not ours. */
export function decodeCursor(cursor: string): number | null {
  const match = /^id:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match === null ? null : Number(match[1]);
}

/** A cursor's id for a comparison: a caller may have made it up, so it may not fit an `integer` column. */
export function cursorId(id: number): SQL {
  return sql`${id}::bigint`;
}

export interface PageRequest {
  limit: number;
  /** Id of the previous page's last row. */
  afterId?: number | undefined;
}

export interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
}

/** Cuts `limit + 1` fetched rows to a page; `nextCursor` is null when no more follow. */
export function toPage<Row extends { id: number }>(rows: Row[], limit: number): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(last.id) : null };
}

/** Where a list by time continues: the last row's microseconds since 1970, and its id. */
export interface TimePosition {
  micros: string;
  id: number;
}

export interface TimePageRequest {
  limit: number;
  after?: TimePosition | undefined;
}

/** An instant at the database's precision; a `Date` has only milliseconds, which many clicks share. */
export function micros(column: Column): SQL<string> {
  return sql<string>`(extract(epoch FROM ${column}) * 1000000)::bigint`;
}

/**
 * The condition for rows after a position, newest first. The first comparison lets an index on the time start there; the
 * second separates equal times.
 */
export function isOlder(
  columns: { timestamp: Column; id: Column },
  after: TimePosition | undefined,
): SQL | undefined {
  if (after === undefined) return undefined;
  const at = sql`'epoch'::timestamptz + ${after.micros}::bigint * interval '1 microsecond'`;
  return sql`${columns.timestamp} <= ${at} AND (${columns.timestamp}, ${columns.id}) < (${at}, ${cursorId(after.id)})`;
}

/** Returns the position that a cursor of a list by time stands for, or null when the cursor is not ours. */
export function decodeTimeCursor(cursor: string): TimePosition | null {
  const match = /^at:(\d{1,18}):(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match?.[1] === undefined ? null : { micros: match[1], id: Number(match[2]) };
}

/** Like {@link toPage}, for rows that carry their `micros`. */
export function toTimePage<Row extends { id: number; micros: string }>(
  rows: Row[],
  limit: number,
): Page<Omit<Row, 'micros'>> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    items: items.map(({ micros: _micros, ...row }) => row),
    nextCursor: hasMore ? encodeTimeCursor(last) : null,
  };
}

/** The inverse of {@link decodeTimeCursor}. */
export function encodeTimeCursor({ micros, id }: { micros: string; id: number | string }): string {
  return Buffer.from(`at:${micros}:${id}`).toString('base64url');
}

/** Where a list by time continues whose rows have UUIDs. */
export interface UuidTimePosition {
  micros: string;
  id: string;
}

/** Like {@link decodeTimeCursor}. */
export function decodeUuidTimeCursor(cursor: string): UuidTimePosition | null {
  const match = /^at:(\d{1,18}):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    Buffer.from(cursor, 'base64url').toString(),
  );
  return match?.[1] === undefined || match[2] === undefined ? null : { micros: match[1], id: match[2] };
}

/** The inverse of {@link decodeUuidTimeCursor}. */
export function encodeUuidTimeCursor({ micros, id }: UuidTimePosition): string {
  return Buffer.from(`at:${micros}:${id}`).toString('base64url');
}

/** A search term as a LIKE pattern that matches it anywhere, literally. */
export function containsPattern(term: string): string {
  return `%${term.replace(/[\\%_]/g, '\\$&')}%`;
}
