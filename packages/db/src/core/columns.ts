import { sql } from 'drizzle-orm';
import { numeric, timestamp } from 'drizzle-orm/pg-core';

/** An instant in UTC, microseconds in the database, `Date` in code. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** An amount of money: `numeric(14,2)` in the database, decimal string in code. */
export const amount = (name: string) => numeric(name, { precision: 14, scale: 2 });

/** A sum of amounts: wider, so that no single order can make it overflow. */
export const total = (name: string) => numeric(name, { precision: 20, scale: 2 });

/** When the row was written, by the database's clock. */
export const createdAt = () => instant('created_at').notNull().default(sql`now()`);
