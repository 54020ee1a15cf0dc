import { sql } from 'drizzle-orm';
import { runPrepared } from '../core/statement.ts';
import type { Executor } from '../database.ts';

/** What an order that nobody is credited with adds to its storefront's figures; negative takes it back. */
export interface UncreditedChange {
  storefrontId: number;
  /** When the customer ordered; null: now. */
  at: Date | null;
  orders: number;
  /** Decimal string, may be negative. */
  revenue: string;
}

/** Leaves a change of the figures for the next fold, in the transaction of the event that caused it. */
export async function addUncredited(
  db: Executor,
  { storefrontId, at, orders, revenue }: UncreditedChange,
): Promise<void> {
  await runPrepared(
    db,
    'hub_add_uncredited',
    sql`
      INSERT INTO figure_deltas (bucket, storefront_id, affiliate_id, orders, revenue)
      VALUES (hub_quarter(coalesce(${at?.toISOString() ?? null}::timestamptz, now())), ${storefrontId}, 0,
              ${orders}, ${revenue}::numeric)`,
  );
}
