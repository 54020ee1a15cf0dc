import { type SQL, sql } from 'drizzle-orm';
import { NOTHING } from '../core/columns.ts';
import type { Executor } from '../database.ts';

/** Sums over affiliates, archived ones included: what was earned stays earned. Amounts are decimal strings. */
export interface AffiliateTotals {
  /** Not archived ones. */
  affiliateCount: number;
  clicks30d: number;
  conversions30d: number;
  /** The verified part of them: without claims. */
  verifiedConversions30d: number;
  /** In the order of their codes. Amounts of different currencies are never added. */
  revenues: CurrencyRevenue[];
}

/** What the affiliates of storefronts with one currency brought. */
interface CurrencyRevenue {
  currency: string;
  revenue30d: string;
  verifiedRevenue30d: string;
}

/** Recalculates an affiliate's metrics for the last `days` days (UTC, today included) from its daily rollups. */
export async function updateMetrics(
  db: Executor,
  { pixelId, days }: { pixelId: string; days: number },
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`SELECT hub_fold_rollup_deltas()`);
    await tx.execute(refreshStatement(sql`pixel_id = ${pixelId}`, days));
  });
}

/**
 * Folds the deltas of click batches and orders into the daily rollups and the 30-day metrics of their affiliates. One
 * process runs at a time; the others return at once. Returns the number of affiliates that had deltas.
 */
export async function foldRollups(db: Executor): Promise<number> {
  const { rows } = await db.execute<{ affiliates: number }>(
    sql`SELECT CASE WHEN ${tryToRefresh} THEN hub_fold_rollup_deltas() ELSE 0 END AS affiliates`,
  );
  return rows[0]?.affiliates ?? 0;
}

/**
 * Folds the remaining deltas, then recalculates the 30-day metrics of all affiliates from their daily rollups. This
 * corrects what was missed and lets old days fall out of the window. One process runs at a time; the others return at
 * once. Returns the number of affiliates that had deltas, plus the number corrected.
 */
export function refreshMetrics(db: Executor): Promise<number> {
  return db.transaction(async (tx) => {
    const lock = await tx.execute<{ locked: boolean }>(sql`SELECT ${tryToRefresh} AS locked`);
    if (lock.rows[0]?.locked !== true) return 0;
    const fold = await tx.execute<{ affiliates: number }>(sql`SELECT hub_fold_rollup_deltas() AS affiliates`);
    const corrected = await tx.execute(refreshStatement(sql`true`, 30));
    return (fold.rows[0]?.affiliates ?? 0) + (corrected.rowCount ?? 0);
  });
}

/** Returns sums over all affiliates or those of a storefront. */
export async function getTotals(db: Executor, storefrontId: number | null): Promise<AffiliateTotals> {
  const { rows } = await db.execute<AffiliateTotals & Record<string, unknown>>(sql`
    WITH sums AS (
      SELECT currency, count(*) FILTER (WHERE status <> 'archived') AS affiliates, sum(clicks_30d) AS clicks,
             sum(conversions_30d) AS conversions, sum(verified_conversions_30d) AS verified_conversions,
             sum(revenue_30d) AS revenue, sum(verified_revenue_30d) AS verified_revenue
      FROM affiliates JOIN storefronts ON storefronts.id = storefront_id
      WHERE ${storefrontId}::integer IS NULL OR storefront_id = ${storefrontId}::integer
      GROUP BY currency)
    SELECT coalesce(sum(affiliates), 0)::integer AS "affiliateCount",
           coalesce(sum(clicks), 0)::float8 AS "clicks30d",
           coalesce(sum(conversions), 0)::float8 AS "conversions30d",
           coalesce(sum(verified_conversions), 0)::float8 AS "verifiedConversions30d",
           coalesce(json_agg(json_build_object(
             'currency', currency, 'revenue30d', revenue::text, 'verifiedRevenue30d', verified_revenue::text
           ) ORDER BY currency), '[]') AS revenues
    FROM sums`);
  if (rows[0] === undefined) throw new Error('the database did not return the totals');
  return rows[0];
}

const tryToRefresh = sql`pg_try_advisory_xact_lock(hashtext('hub_refresh_metrics'))`;

// Writes only rows whose numbers changed, so that refreshing a large table leaves few dead rows.
function refreshStatement(scope: SQL, days: number): SQL {
  return sql`
    UPDATE affiliates
    SET clicks_30d = fresh.clicks, conversions_30d = fresh.conversions, revenue_30d = fresh.revenue,
        verified_conversions_30d = fresh.verified_conversions, verified_revenue_30d = fresh.verified_revenue
    FROM (
      SELECT id AS affiliate_id,
             coalesce(sum(clicks), 0)::integer AS clicks,
             coalesce(sum(conversions), 0)::integer AS conversions,
             coalesce(sum(revenue), ${NOTHING}) AS revenue,
             coalesce(sum(verified_conversions), 0)::integer AS verified_conversions,
             coalesce(sum(verified_revenue), ${NOTHING}) AS verified_revenue
      FROM (SELECT id FROM affiliates WHERE ${scope}) AS chosen
      LEFT JOIN aff_daily_rollups AS rollup
        ON rollup.affiliate_id = chosen.id
       AND rollup.day > (now() AT TIME ZONE 'UTC')::date - ${days}::integer
      GROUP BY id
    ) AS fresh
    WHERE affiliates.id = fresh.affiliate_id
      AND (affiliates.clicks_30d, affiliates.conversions_30d, affiliates.revenue_30d,
           affiliates.verified_conversions_30d, affiliates.verified_revenue_30d)
          IS DISTINCT FROM (fresh.clicks, fresh.conversions, fresh.revenue,
                            fresh.verified_conversions, fresh.verified_revenue)`;
}
