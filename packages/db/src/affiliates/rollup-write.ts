import { sql } from 'drizzle-orm';
import { runPrepared } from '../core/statement.ts';
import type { Executor } from '../database.ts';

/** What an order adds to an affiliate's day; negative takes it back. */
export interface RollupChange {
  affiliateId: number;
  /** When the order counts: its day (UTC), and its quarter of an hour in the figures over time. */
  at: Date;
  conversions: number;
  /** Decimal string, may be negative. */
  revenue: string;
  /** The verified part of both. */
  verifiedConversions: number;
  verifiedRevenue: string;
  /** The commission on it, less what refunds reversed. */
  verifiedCommission: string;
}

/**
 * Adds to daily rollups in one statement, in the transaction of the event that caused it. The next fold carries the
 * change into the 30-day metrics, and its verified part into the figures over time.
 */
export async function addToRollups(db: Executor, changes: readonly RollupChange[]): Promise<void> {
  if (changes.length === 0) return;
  // All writers lock rows in this order, so that two orders of the same affiliates never deadlock.
  const inSequence = sql`ORDER BY affiliate_id, day`;
  const column = <Value>(value: (change: RollupChange) => Value) => sql.param(changes.map(value));
  const statement = sql`
    WITH part AS (
      SELECT *, (at AT TIME ZONE 'UTC')::date AS day
      FROM unnest(${column(({ affiliateId }) => affiliateId)}::integer[],
                  ${column(({ at }) => at.toISOString())}::timestamptz[],
                  ${column(({ conversions }) => conversions)}::integer[],
                  ${column(({ revenue }) => revenue)}::numeric[],
                  ${column(({ verifiedConversions }) => verifiedConversions)}::integer[],
                  ${column(({ verifiedRevenue }) => verifiedRevenue)}::numeric[],
                  ${column(({ verifiedCommission }) => verifiedCommission)}::numeric[])
        AS part(affiliate_id, at, conversions, revenue, verified_conversions, verified_revenue, verified_commission)),
    change AS (
      SELECT affiliate_id, day, sum(conversions) AS conversions, sum(revenue) AS revenue,
             sum(verified_conversions) AS verified_conversions, sum(verified_revenue) AS verified_revenue
      FROM part GROUP BY affiliate_id, day),
    figures AS (
      INSERT INTO figure_deltas (bucket, storefront_id, affiliate_id, orders, revenue, commission)
      SELECT hub_quarter(at), storefront_id, affiliate_id, verified_conversions, verified_revenue, verified_commission
      FROM part JOIN affiliates ON affiliates.id = affiliate_id
      WHERE (verified_conversions, verified_revenue, verified_commission) <> (0, 0, 0)),
    folded_later AS (
      INSERT INTO aff_rollup_deltas (day, affiliate_ids, clicks)
      SELECT day, array_agg(affiliate_id), array_agg(0) FROM change GROUP BY day)
    INSERT INTO aff_daily_rollups AS rollup
      (affiliate_id, day, conversions, revenue, verified_conversions, verified_revenue)
    SELECT affiliate_id, day, conversions, revenue, verified_conversions, verified_revenue FROM change ${inSequence}
    ON CONFLICT (affiliate_id, day) DO UPDATE SET
      conversions = rollup.conversions + excluded.conversions,
      revenue = rollup.revenue + excluded.revenue,
      verified_conversions = rollup.verified_conversions + excluded.verified_conversions,
      verified_revenue = rollup.verified_revenue + excluded.verified_revenue,
      updated_at = now()`;
  await runPrepared(db, 'hub_add_to_rollups', statement);
}
