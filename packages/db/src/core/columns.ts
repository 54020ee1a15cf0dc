import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { numeric, text, timestamp, varchar } from 'drizzle-orm/pg-core';

/** An instant in UTC, microseconds in the database, `Date` in code. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** A time zone by its IANA name. Days are cut by the hub, which knows the zones of its Node, not by PostgreSQL. */
export const timeZone = () => varchar('time_zone', { length: 64 });

/**
 * An amount of money, or a sum of amounts: `numeric` in the database, decimal string in code. Its currency says how many
 * decimals it has; a check holds that, and services write it out.
 */
export const amount = (name: string) => numeric(name);

/** What a sum begins with: two decimals, as most currencies have, and as the previous version of the hub expects. */
export const NOTHING = sql`0.00`;

/** An amount of the contract is less. */
export const AMOUNT_LIMIT = sql.raw('1000000000000');

/** More than any sum of amounts comes to. */
export const SUM_LIMIT = sql.raw('1000000000000000000');

/** The most decimals that any currency has: the check of amounts whose currency another table has. */
export const MOST_DECIMALS = sql.raw('4');

/** The decimals of a currency's amounts. A code from before codes were checked has two. */
export const decimalsOf = (currency: SQLWrapper) => sql`coalesce(hub_currency_digits(${currency}), 2)`;

/** An amount with all of these decimals. Further ones stay: nothing is rounded. */
export const written = (value: SQLWrapper, decimals: SQLWrapper) =>
  sql`round(${value}, greatest(${decimals}, min_scale(${value})))`;

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
