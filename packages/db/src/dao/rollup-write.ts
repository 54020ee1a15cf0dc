import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';

/** What to add to an affiliate's day; negative to take back. */
export interface RollupDelta {
  affiliateId: number;
  /** Day (UTC) as `YYYY-MM-DD`. */
  day: string;
  clicks: number;
  conversions: number;
  /** An amount, may be negative. */
  revenue: SQL;
}

/** Adds to a daily rollup in the transaction of the event that causes it. */
export async function addToRollup(tx: Transaction, delta: RollupDelta): Promise<void> {
  await tx.execute(sql`
    INSERT INTO aff_daily_rollups AS rollup (affiliate_id, day, clicks, conversions, revenue)
    VALUES (${delta.affiliateId}, ${delta.day}::date, ${delta.clicks}, ${delta.conversions}, ${delta.revenue})
    ON CONFLICT (affiliate_id, day) DO UPDATE SET
      clicks = rollup.clicks + excluded.clicks,
      conversions = rollup.conversions + excluded.conversions,
      revenue = rollup.revenue + excluded.revenue,
      updated_at = now()`);
}
