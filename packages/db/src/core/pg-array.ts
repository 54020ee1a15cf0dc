/**
 * Arrays in PostgreSQL's text format (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO), built straight
 * from the rows: the driver's own conversion takes longer than the rest of a click.
 */

/** An array of numbers. */
export function numberArray<Row>(rows: readonly Row[], read: (row: Row) => number | bigint | null): string {
  let list = '';
  for (const row of rows) list += `,${read(row) ?? 'NULL'}`;
  return `{${list.slice(1)}}`;
}

/** An array of values that need no quotes: UUIDs, dates, our own names. */
export function wordArray<Row>(rows: readonly Row[], read: (row: Row) => string | null): string {
  let list = '';
  for (const row of rows) list += `,${read(row) ?? 'NULL'}`;
  return `{${list.slice(1)}}`;
}

/** An array of any text. */
export function textArray<Row>(rows: readonly Row[], read: (row: Row) => string | null): string {
  let list = '';
  for (const row of rows) {
    const text = read(row);
    list += text === null ? ',NULL' : `,"${NEEDS_ESCAPE.test(text) ? text.replace(ESCAPED, '\\$&') : text}"`;
  }
  return `{${list.slice(1)}}`;
}

const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;
