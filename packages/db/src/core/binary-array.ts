/**
 * One-dimensional arrays in PostgreSQL's binary format (`array_recv` in src/backend/utils/adt/arrayfuncs.c): a header, then
 * each element's length and bytes. For values that are written thousands of times a second: neither side builds or
 * parses text, which takes a tenth of a click batch's time in the database. Elsewhere `pg-array.ts` will do.
 */

/** Object ids of element types, from pg_type.dat; the parameter must be an array of exactly that type. */
const TYPES = { bigint: 20, integer: 23, text: 25, date: 1082 } as const;

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

/** `integer[]`. */
export function integerArray<Row>(rows: readonly Row[], read: (row: Row) => number): Buffer {
  return fixedArray(rows, 'integer', (buffer, row, offset) => buffer.writeInt32BE(read(row), offset));
}

/** `bigint[]`. */
export function bigintArray<Row>(rows: readonly Row[], read: (row: Row) => bigint): Buffer {
  return fixedArray(rows, 'bigint', (buffer, row, offset) => buffer.writeBigInt64BE(read(row), offset));
}

/** `date[]`, of days since 1970-01-01. */
export function dateArray<Row>(rows: readonly Row[], read: (row: Row) => number): Buffer {
  return fixedArray(rows, 'date', (buffer, row, offset) => {
    buffer.writeInt32BE(read(row) - POSTGRES_EPOCH_DAY, offset);
  });
}

/** 2000-01-01, where PostgreSQL's day count starts. */
const POSTGRES_EPOCH_DAY = 10_957;

/** `text[]`; null when all elements are null: a function that reads element by element sees no difference. */
export function textArrayOrNull<Row>(rows: readonly Row[], read: (row: Row) => string | null): Buffer | null {
  let bytes = HEADER_BYTES + LENGTH_BYTES * rows.length;
  let nulls = 0;
  for (const row of rows) {
    const text = read(row);
    if (text === null) nulls++;
    else bytes += Buffer.byteLength(text);
  }
  if (nulls === rows.length) return null;
  const buffer = withHeader(bytes, { type: 'text', length: rows.length, hasNulls: nulls > 0 });
  let offset = HEADER_BYTES;
  for (const row of rows) {
    const text = read(row);
    const written = text === null ? NULL_LENGTH : buffer.write(text, offset + LENGTH_BYTES);
    buffer.writeInt32BE(written, offset);
    offset += LENGTH_BYTES + Math.max(written, 0);
  }
  return buffer;
}

function fixedArray<Row>(
  rows: readonly Row[],
  type: Exclude<keyof typeof TYPES, 'text'>,
  write: (buffer: Buffer, row: Row, offset: number) => void,
): Buffer {
  const size = type === 'bigint' ? 8 : 4;
  const bytes = HEADER_BYTES + (LENGTH_BYTES + size) * rows.length;
  const buffer = withHeader(bytes, { type, length: rows.length, hasNulls: false });
  let offset = HEADER_BYTES;
  for (const row of rows) {
    buffer.writeInt32BE(size, offset);
    write(buffer, row, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + size;
  }
  return buffer;
}

function withHeader(
  bytes: number,
  { type, length, hasNulls }: { type: keyof typeof TYPES; length: number; hasNulls: boolean },
): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  const header = [1, hasNulls ? 1 : 0, TYPES[type], length, 1];
  for (const [place, value] of header.entries()) buffer.writeInt32BE(value, place * 4);
  return buffer;
}
