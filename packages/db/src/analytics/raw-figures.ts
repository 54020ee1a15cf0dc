import { type SQL, sql } from 'drizzle-orm';

/**
 * The figures as the raw rows have them: what the deltas of clicks and orders add up to. The rules are written out here
 * instead of shared with the code that leaves the deltas, so that each can expose the other's mistakes.
 */

/** A stretch of time, as SQL. */
export interface Stretch {
  from: SQL;
  until: SQL;
}

/** Clicks before it are deleted, or being deleted; their figures are all that is left of them. */
const firstKeptClick = sql`
  coalesce((SELECT until FROM retention_marks WHERE subject = 'clicks'), '-infinity')`;

const columns = sql.raw('storefront_id, affiliate_id, bucket, clicks, orders, revenue, commission');

/** Rows of storefront, affiliate (0: nobody is credited) and quarter, to be summed up, by the raw rows of a stretch. */
export const rawFigures = ({ from, until }: Stretch): SQL => sql`
  SELECT affiliates.storefront_id, affiliate_id, bucket, clicks, 0 AS orders, 0::numeric AS revenue,
         0::numeric AS commission
  FROM (
    SELECT affiliate_id, hub_quarter(timestamp) AS bucket, count(*) AS clicks FROM aff_clicks
    WHERE counted AND timestamp >= greatest(${from}, ${firstKeptClick}) AND timestamp < ${until}
    GROUP BY 1, 2) AS clicked
  JOIN affiliates ON affiliates.id = affiliate_id
  UNION ALL
  SELECT storefront_id, affiliate_id, hub_quarter(timestamp), 0, 1, revenue - refunded, commission - commission_reversed
  FROM aff_attributions
  WHERE kind = 'verified' AND status <> 'void' AND NOT is_reversed AND timestamp >= ${from} AND timestamp < ${until}
  UNION ALL
  SELECT placed.storefront_id, 0, hub_quarter(ordered_at), 0, 1, revenue - coalesce(total, 0), 0
  FROM orders AS placed
  LEFT JOIN LATERAL (
    SELECT sum(amount) AS total, bool_or(amount IS NULL) AS is_whole FROM aff_refunds AS refund
    WHERE refund.storefront_id = placed.storefront_id AND refund.order_key = placed.order_key) AS refunds ON true
  WHERE ordered_at >= ${from} AND ordered_at < ${until}
    AND NOT (coalesce(is_whole, false) OR coalesce(total > 0 AND total >= revenue, false))
    AND NOT EXISTS (
      SELECT FROM aff_attributions AS attribution
      WHERE attribution.storefront_id = placed.storefront_id AND attribution.order_key = placed.order_key
        AND kind = 'verified')`;

/** The same by the figures of quarters and the deltas that are not folded in yet. */
export const bookedFigures = ({ from, until }: Stretch): SQL => {
  const within = (bucket: SQL) => sql`${bucket} >= ${from} AND ${bucket} < ${until}`;
  const quarters = sql`
    SELECT affiliates.storefront_id, held.* FROM affiliate_quarters AS held
    JOIN affiliates ON affiliates.id = affiliate_id WHERE ${within(sql`bucket`)}`;
  return sql`
    SELECT storefront_id, affiliate_id, bucket, CASE WHEN bucket >= ${firstKeptClick} THEN clicks ELSE 0 END AS clicks,
           orders, revenue, commission
    FROM (
      SELECT ${columns} FROM (${quarters}) AS credited
      UNION ALL
      -- What a storefront has and none of its affiliates.
      SELECT storefront_id, 0, bucket, clicks, orders, revenue, commission
      FROM storefront_quarters WHERE ${within(sql`bucket`)}
      UNION ALL
      SELECT storefront_id, 0, bucket, -clicks, -orders, -revenue, -commission FROM (${quarters}) AS credited
      UNION ALL
      SELECT ${columns} FROM figure_deltas WHERE ${within(sql`bucket`)}
      UNION ALL
      SELECT storefront_id, affiliate_id, bucket, clicks, 0, 0, 0
      FROM (
        SELECT bucket, unnest(affiliate_ids) AS affiliate_id, unnest(clicks) AS clicks
        FROM aff_rollup_deltas WHERE ${within(sql`bucket`)}) AS clicked
      JOIN affiliates ON affiliates.id = affiliate_id) AS booked`;
};
