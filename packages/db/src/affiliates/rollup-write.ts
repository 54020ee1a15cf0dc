import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';

/** What orders add to an affiliate's day; negative to take back. */
export interface RollupChange {
  affiliateId: number;
  /** Day (UTC) as `YYYY-MM-DD`. */
  day: string;
  conversions: number;
  /** An amount, may be negative. */
  revenue: SQL;
}

/** Adds to a daily rollup in the transaction of the event that causes it; the next fold carries it to the 30-day metrics. */
export async function addToRollup(tx: Transaction, change: RollupChange): Promise<void> {
  await tx.execute(sql`
    INSERT INTO aff_daily_rollups AS rollup (affiliate_id, day, conversions, revenue)
    VALUES (${change.affiliateId}, ${change.day}::date, ${change.conversions}, ${change.revenue})
    ON CONFLICT (affiliate_id, day) DO UPDATE SET
      conversions = rollup.conversions + excluded.conversions,
      revenue = rollup.revenue + excluded.revenue,
      updated_at = now()`);
  await tx.execute(sql`
    INSERT INTO aff_rollup_deltas (day, affiliate_ids, clicks)
    VALUES (${change.day}::date, ARRAY[${change.affiliateId}::integer], ARRAY[0])`);
}
