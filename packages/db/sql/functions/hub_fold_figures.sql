-- Adds clicks of affiliates in quarters of an hour (parallel arrays; those without a quarter are left out), and the deltas
-- of figures, to the figures over time. Only hub_fold_rollup_deltas calls it: it holds the lock of the fold.
CREATE OR REPLACE FUNCTION hub_fold_figures(ids integer[], buckets timestamptz[], click_sums integer[]) RETURNS void
LANGUAGE plpgsql
-- As in hub_record_clicks: arrays are short and tables long.
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
DECLARE
  -- Days and months before these have rows of their own; the others are read from their quarters.
  days_until timestamptz := (SELECT at FROM figure_marks WHERE subject = 'days');
  months_until timestamptz := (SELECT at FROM figure_marks WHERE subject = 'months');
BEGIN
  IF ids = '{}' AND NOT EXISTS (SELECT FROM figure_deltas) THEN
    RETURN;
  END IF;

  WITH taken AS (DELETE FROM figure_deltas RETURNING *),
  part AS (
    SELECT storefront_id, affiliate_id, bucket, clicks, orders, revenue, commission FROM taken
    UNION ALL
    SELECT storefront_id, affiliate_id, bucket, clicks, 0, 0, 0
    FROM unnest(ids, buckets, click_sums) AS clicked(affiliate_id, bucket, clicks)
    JOIN affiliates ON id = affiliate_id
    WHERE bucket IS NOT NULL AND clicks <> 0),
  added AS MATERIALIZED (
    SELECT storefront_id, affiliate_id, bucket, sum(clicks)::integer AS clicks, sum(orders)::integer AS orders,
           sum(revenue) AS revenue, sum(commission) AS commission
    FROM part GROUP BY 1, 2, 3),
  of_affiliates AS (
    INSERT INTO affiliate_quarters AS held (affiliate_id, bucket, clicks, orders, revenue, commission)
    SELECT affiliate_id, bucket, clicks, orders, revenue, commission
    FROM added WHERE affiliate_id <> 0 ORDER BY 1, 2
    ON CONFLICT (affiliate_id, bucket) DO UPDATE SET
      clicks = held.clicks + excluded.clicks, orders = held.orders + excluded.orders,
      revenue = held.revenue + excluded.revenue, commission = held.commission + excluded.commission),
  of_storefronts AS (
    INSERT INTO storefront_quarters AS held (storefront_id, bucket, clicks, orders, revenue, commission)
    SELECT storefront_id, bucket, sum(clicks), sum(orders), sum(revenue), sum(commission)
    FROM added GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (storefront_id, bucket) DO UPDATE SET
      clicks = held.clicks + excluded.clicks, orders = held.orders + excluded.orders,
      revenue = held.revenue + excluded.revenue, commission = held.commission + excluded.commission),
  of_affiliates_days AS (
    INSERT INTO affiliate_days AS held (affiliate_id, day, clicks, orders, revenue, commission)
    SELECT affiliate_id, (bucket AT TIME ZONE 'UTC')::date, sum(clicks), sum(orders), sum(revenue), sum(commission)
    FROM added WHERE affiliate_id <> 0 AND bucket < days_until GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (affiliate_id, day) DO UPDATE SET
      clicks = held.clicks + excluded.clicks, orders = held.orders + excluded.orders,
      revenue = held.revenue + excluded.revenue, commission = held.commission + excluded.commission),
  of_affiliates_months AS (
    INSERT INTO affiliate_months AS held (affiliate_id, day, clicks, orders, revenue, commission)
    SELECT affiliate_id, date_trunc('month', bucket AT TIME ZONE 'UTC')::date, sum(clicks), sum(orders), sum(revenue),
           sum(commission)
    FROM added WHERE affiliate_id <> 0 AND bucket < months_until GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (affiliate_id, day) DO UPDATE SET
      clicks = held.clicks + excluded.clicks, orders = held.orders + excluded.orders,
      revenue = held.revenue + excluded.revenue, commission = held.commission + excluded.commission)
  INSERT INTO storefront_days AS held (storefront_id, day, clicks, orders, revenue, commission)
  SELECT storefront_id, (bucket AT TIME ZONE 'UTC')::date, sum(clicks), sum(orders), sum(revenue), sum(commission)
  FROM added WHERE bucket < days_until GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (storefront_id, day) DO UPDATE SET
    clicks = held.clicks + excluded.clicks, orders = held.orders + excluded.orders,
    revenue = held.revenue + excluded.revenue, commission = held.commission + excluded.commission;
END;
$$;
