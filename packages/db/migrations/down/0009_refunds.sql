-- The version before knows no refunds: its metrics count orders as they came in.
UPDATE aff_daily_rollups AS rollup SET
  conversions = rollup.conversions + given.conversions, revenue = rollup.revenue + given.revenue, updated_at = now()
FROM (
  SELECT affiliate_id, (timestamp AT TIME ZONE 'UTC')::date AS day,
         count(*) FILTER (WHERE is_reversed) AS conversions,
         sum(CASE WHEN is_reversed THEN revenue ELSE refunded END) AS revenue
  FROM aff_attributions WHERE status <> 'void' AND (is_reversed OR refunded <> 0) GROUP BY 1, 2) AS given
WHERE rollup.affiliate_id = given.affiliate_id AND rollup.day = given.day;
ALTER TABLE aff_attributions DROP COLUMN refunded, DROP COLUMN commission_reversed, DROP COLUMN is_reversed;
DROP TABLE aff_refunds;
