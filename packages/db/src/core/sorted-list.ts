import { type SQL, sql } from 'drizzle-orm';
import {
  decodeCursor,
  decodeUuidTimeCursor,
  encodeCursor,
  encodeUuidTimeCursor,
  type Page,
} from './keyset.ts';

export type ListOrder = 'asc' | 'desc';

/** One of the columns or expressions that a list is sorted by. The last key of a sort must differ in every row. */
export interface SortKey {
  by: SQL;
  type: keyof typeof keyTypes;
  /** It may be null: such rows come last in either order. */
  isNullable?: true;
  /** Ascending in either order, such as the currency that amounts are grouped by. */
  isGroup?: true;
}

/** The values of a row's sort keys as texts: a place in a list that stays where it is when the row changes or goes. */
export type ListPlace = readonly (string | null)[];

/** A list's sorts by name. */
export interface SortedList<Sort extends string> {
  sorts: Readonly<Record<Sort, readonly SortKey[]>>;
  /** The sort that the list had before it had others: its cursors stay as they are. */
  plain: { sort: Sort; order: ListOrder } & PlainCursor;
}

interface PlainCursor {
  encode(place: ListPlace): string;
  decode(cursor: string): ListPlace | null;
}

export interface SortRequest<Sort extends string> {
  sort: Sort;
  order: ListOrder;
}

/** Cursors of a list by a numeric id. */
export const idCursor: PlainCursor = {
  encode: ([id]) => encodeCursor(Number(id)),
  decode(cursor) {
    const id = decodeCursor(cursor);
    return id === null ? null : [String(id)];
  },
};

/** Cursors of a list by a time and a UUID. */
export const uuidTimeCursor: PlainCursor = {
  encode: ([micros, id]) => encodeUuidTimeCursor({ micros: String(micros), id: String(id) }),
  decode(cursor) {
    const position = decodeUuidTimeCursor(cursor);
    return position === null ? null : [position.micros, position.id];
  },
};

/** How keys become texts and back, and which texts may come back: a caller may have made a cursor up. */
const keyTypes = {
  text: {
    toText: (by: SQL) => sql`${by}::text`,
    fromText: (text: string) => sql`${text}::text`,
    isValid: (text: string) => !text.includes('\u0000') && text.isWellFormed(),
  },
  bigint: {
    toText: (by: SQL) => sql`${by}::text`,
    fromText: (text: string) => sql`${text}::bigint`,
    isValid: (text: string) => /^-?\d{1,18}$/.test(text),
  },
  numeric: {
    toText: (by: SQL) => sql`${by}::text`,
    fromText: (text: string) => sql`${text}::numeric`,
    isValid: (text: string) => /^-?\d{1,40}(?:\.\d{1,60})?$/.test(text),
  },
  /** Microseconds since 1970: the database's precision, which a `Date` does not have. */
  instant: {
    toText: (by: SQL) => sql`(extract(epoch FROM ${by}) * 1000000)::bigint::text`,
    fromText: (text: string) => sql`('epoch'::timestamptz + ${text}::bigint * interval '1 microsecond')`,
    isValid: (text: string) => /^(?:\d{1,17}|-\d{1,16})$/.test(text),
  },
  uuid: {
    toText: (by: SQL) => sql`${by}::text`,
    fromText: (text: string) => sql`${text}::uuid`,
    isValid: (text: string) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  },
};

/** Returns what to order a list by. */
export function sortedBy(keys: readonly SortKey[], order: ListOrder): SQL[] {
  return keys.map((key) => {
    const direction = isDescending(key, order) ? sql`DESC` : sql`ASC`;
    return key.isNullable ? sql`${key.by} ${direction} NULLS LAST` : sql`${key.by} ${direction}`;
  });
}

/** Returns the column of a query that says where each of its rows is. */
export function placeOf(keys: readonly SortKey[]): SQL<(string | null)[]> {
  const texts = keys.map(({ by, type }) => keyTypes[type].toText(by));
  return sql<(string | null)[]>`ARRAY[${sql.join(texts, sql`, `)}]`;
}

/** Returns the condition for rows after a place. */
export function isAfter(
  keys: readonly SortKey[],
  order: ListOrder,
  place: ListPlace | undefined,
): SQL | undefined {
  if (place === undefined) return undefined;
  // Only as one comparison of rows does an index lead to the place.
  const isOneComparison = keys.every(
    (key) => !key.isNullable && isDescending(key, order) === (order === 'desc'),
  );
  if (!isOneComparison) return isAfterKeys(keys, order, place);
  const columns = keys.map(({ by }) => by);
  const values = keys.map(({ type }, index) => keyTypes[type].fromText(place[index] ?? ''));
  return sql`(${sql.join(columns, sql`, `)}) ${order === 'desc' ? sql`<` : sql`>`} (${sql.join(values, sql`, `)})`;
}

function isAfterKeys(keys: readonly SortKey[], order: ListOrder, [value, ...values]: ListPlace): SQL {
  const [key, ...further] = keys;
  if (key === undefined || value === undefined) return sql`false`;
  const { by, type } = key;
  const among = isAfterKeys(further, order, values);
  if (value === null) return sql`(${by} IS NULL AND ${among})`;
  const at = keyTypes[type].fromText(value);
  const beyond = sql`${by} ${isDescending(key, order) ? sql`<` : sql`>`} ${at}`;
  const last = key.isNullable ? sql` OR ${by} IS NULL` : sql``;
  return sql`(${beyond}${last} OR (${by} = ${at} AND ${among}))`;
}

function isDescending({ isGroup }: SortKey, order: ListOrder): boolean {
  return order === 'desc' && isGroup !== true;
}

/** Cuts `limit + 1` fetched rows to a page. */
export function toSortedPage<Row extends { place: ListPlace }, Sort extends string>(
  rows: readonly Row[],
  limit: number,
  { list, sort, order }: SortRequest<Sort> & { list: SortedList<Sort> },
): Page<Omit<Row, 'place'>> {
  const last = rows[limit - 1];
  const hasMore = rows.length > limit && last !== undefined;
  return {
    items: rows.slice(0, limit).map(({ place: _, ...row }) => row),
    nextCursor: hasMore ? encodePlace(list, { sort, order }, last.place) : null,
  };
}

function encodePlace<Sort extends string>(
  { plain }: SortedList<Sort>,
  { sort, order }: SortRequest<Sort>,
  place: ListPlace,
): string {
  if (sort === plain.sort && order === plain.order) return plain.encode(place);
  return Buffer.from(JSON.stringify([sort, order, ...place])).toString('base64url');
}

/** Returns the place that a cursor stands for; null when the hub did not give it for this list, sort and order. */
export function decodePlace<Sort extends string>(
  { sorts, plain }: SortedList<Sort>,
  { sort, order }: SortRequest<Sort>,
  cursor: string,
): ListPlace | null {
  if (sort === plain.sort && order === plain.order) return plain.decode(cursor);
  const [itsSort, itsOrder, ...place] = parts(cursor);
  if (itsSort !== sort || itsOrder !== order || place.length !== sorts[sort].length) return null;
  const isOurs = sorts[sort].every(({ type, isNullable }, index) => {
    const value = place[index];
    return typeof value === 'string' ? keyTypes[type].isValid(value) : value === null && isNullable === true;
  });
  return isOurs ? (place as (string | null)[]) : null;
}

function parts(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
