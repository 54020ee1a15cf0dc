import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { numeric, text, timestamp, varchar } from 'drizzle-orm/pg-core';

/** An instant in UTC, microseconds in the database, `Date` in code. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** A time zone by its IANA name. Days are cut by the hub, which knows the zones of its Node, not by PostgreSQL. */
export const timeZone = () => varchar('time_zone', { length: 64 });

/** An amount of money: `numeric(14,2)` in the database, decimal string in code. */
export const amount = (name: string) => numeric(name, { precision: 14, scale: 2 });

/** A sum of amounts: wider, so that no single order can make it overflow. */
export const total = (name: string) => numeric(name, { precision: 20, scale: 2 });

/**
 * The canonical form of a text that callers write in many ways, for lookups and unique indexes. In a row whose canonical
 * form an older row had first, from before there were canonical forms, it is the exact text behind a mark that no
 * canonical form contains: its old spelling keeps working.
 */
export const canonicalKey = (name: string, of: { text: string; isShadowed: string; canonical: string }) =>
  text(name)
    .notNull()
    .generatedAlwaysAs(
      sql.raw(
        `CASE WHEN ${of.isShadowed} THEN ${SHADOW_MARK} || ${of.text} ELSE ${of.canonical}(${of.text}) END`,
      ),
    );

const SHADOW_MARK = 'chr(1)';

/** Returns the two keys that a text may have: see {@link canonicalKey}. A row with the second one goes first. */
export function keysOf(
  text: SQLWrapper | string,
  canonical: 'hub_canonical_text' | 'hub_canonical_handle',
): SQL {
  return sql`(${sql.raw(canonical)}(${text}), ${sql.raw(SHADOW_MARK)} || ${text})`;
}

/** When the row was written, by the database's clock. */
export const createdAt = () => instant('created_at').notNull().default(sql`now()`);
