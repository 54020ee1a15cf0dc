-- Adds the deltas committed since the last fold to the daily rollups and the 30-day metrics of their affiliates, and to the
-- figures over time; returns the number of affiliates that had clicks or orders. Folds run one at a time and lock rows in
-- one order, so that they never deadlock with conversions, which write into the rollups too.
CREATE OR REPLACE FUNCTION hub_fold_rollup_deltas() RETURNS integer
LANGUAGE plpgsql
-- As in hub_record_clicks: arrays are short and tables long.
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
DECLARE
  first_day date := (now() AT TIME ZONE 'UTC')::date - 29;
  ids integer[];
  days date[];
  buckets timestamptz[];
  sums integer[];
  -- Affiliates whose orders changed: those are in the rollups already, and no click tells by how much.
  with_orders integer[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('hub_fold_rollup_deltas'));

  WITH taken AS (DELETE FROM aff_rollup_deltas RETURNING day, bucket, affiliate_ids, clicks),
  delta AS (SELECT unnest(affiliate_ids) AS affiliate_id, day, bucket, unnest(clicks) AS clicks FROM taken),
  added AS (
    SELECT affiliate_id, day, bucket, sum(clicks)::integer AS clicks, bool_or(clicks = 0) AS has_orders
    FROM delta GROUP BY affiliate_id, day, bucket ORDER BY affiliate_id, day, bucket)
  SELECT coalesce(array_agg(affiliate_id), '{}'), array_agg(day), array_agg(bucket), array_agg(clicks),
         array_agg(affiliate_id) FILTER (WHERE has_orders)
  INTO ids, days, buckets, sums, with_orders FROM added;

  PERFORM hub_fold_figures(ids, buckets, sums);

  IF ids = '{}' THEN
    RETURN 0;
  END IF;

  INSERT INTO aff_daily_rollups AS rollup (affiliate_id, day, clicks)
  SELECT affiliate_id, day, sum(clicks) FROM unnest(ids, days, sums) AS added(affiliate_id, day, clicks)
  WHERE clicks <> 0 GROUP BY affiliate_id, day ORDER BY affiliate_id, day
  ON CONFLICT (affiliate_id, day) DO UPDATE SET clicks = rollup.clicks + excluded.clicks, updated_at = now();

  UPDATE affiliates SET clicks_30d = clicks_30d + added.clicks
  FROM (
    SELECT affiliate_id, sum(clicks)::integer AS clicks
    FROM unnest(ids, days, sums) AS part(affiliate_id, day, clicks)
    WHERE day >= first_day GROUP BY affiliate_id) AS added
  WHERE id = added.affiliate_id AND added.clicks <> 0;

  IF with_orders IS NOT NULL THEN
    UPDATE affiliates
    SET conversions_30d = fresh.conversions, revenue_30d = fresh.revenue,
        verified_conversions_30d = fresh.verified_conversions, verified_revenue_30d = fresh.verified_revenue
    FROM (
      SELECT affiliate_id, sum(conversions)::integer AS conversions, sum(revenue) AS revenue,
             sum(verified_conversions)::integer AS verified_conversions,
             sum(verified_revenue) AS verified_revenue
      FROM aff_daily_rollups WHERE affiliate_id = ANY (with_orders) AND day >= first_day
      GROUP BY affiliate_id) AS fresh
    WHERE id = fresh.affiliate_id;
  END IF;

  RETURN (SELECT count(DISTINCT id) FROM unnest(ids) AS id);
END;
$$;
