-- Amounts are rounded to the two decimals that they have then; what must be above zero stays so, and within its column.
DROP TRIGGER check_refund_amount ON aff_refunds;
ALTER TABLE "aff_attributions"
  DROP CONSTRAINT "aff_attributions_currency_check",
  DROP CONSTRAINT "aff_attributions_refunded_check",
  ALTER COLUMN "revenue" SET DATA TYPE numeric(14, 2) USING least(round("revenue", 2), 999999999999.99),
  ALTER COLUMN "commission" SET DATA TYPE numeric(14, 2) USING least(round("commission", 2), 999999999999.99),
  ALTER COLUMN "refunded" SET DATA TYPE numeric(14, 2) USING least(round("refunded", 2), 999999999999.99),
  ALTER COLUMN "refunded" SET DEFAULT '0',
  ALTER COLUMN "commission_reversed" SET DATA TYPE numeric(14, 2) USING least(round("commission_reversed", 2), 999999999999.99),
  ALTER COLUMN "commission_reversed" SET DEFAULT '0',
  ADD CONSTRAINT "aff_attributions_refunded_check" CHECK ("aff_attributions"."refunded" BETWEEN 0 AND "aff_attributions"."revenue" AND "aff_attributions"."commission_reversed" BETWEEN 0 AND "aff_attributions"."commission");
ALTER TABLE "aff_refunds"
  DROP CONSTRAINT "aff_refunds_decimals_check",
  ALTER COLUMN "amount" SET DATA TYPE numeric(14, 2)
    USING CASE WHEN "amount" IS NOT NULL THEN greatest(0.01, least(round("amount", 2), 999999999999.99)) END;
ALTER TABLE "aff_daily_rollups"
  DROP CONSTRAINT "aff_daily_rollups_decimals_check",
  ALTER COLUMN "revenue" SET DATA TYPE numeric(20, 2),
  ALTER COLUMN "revenue" SET DEFAULT '0',
  ALTER COLUMN "verified_revenue" SET DATA TYPE numeric(20, 2),
  ALTER COLUMN "verified_revenue" SET DEFAULT '0';
ALTER TABLE "affiliates"
  DROP CONSTRAINT "affiliates_decimals_check",
  ALTER COLUMN "revenue_30d" SET DATA TYPE numeric(20, 2),
  ALTER COLUMN "revenue_30d" SET DEFAULT '0',
  ALTER COLUMN "verified_revenue_30d" SET DATA TYPE numeric(20, 2),
  ALTER COLUMN "verified_revenue_30d" SET DEFAULT '0';
ALTER TABLE "storefronts"
  DROP CONSTRAINT "storefronts_currency_check",
  ALTER COLUMN "max_claim" SET DATA TYPE numeric(14, 2)
    USING CASE WHEN "max_claim" IS NOT NULL THEN greatest(0.01, least(round("max_claim", 2), 999999999999.99)) END;
ALTER TABLE "inventory_products"
  DROP CONSTRAINT "inventory_products_decimals_check",
  ALTER COLUMN "unit_price" SET DATA TYPE numeric(14, 2) 
    USING CASE WHEN "unit_price" IS NOT NULL THEN least(round("unit_price", 2), 999999999999.99) END;
DROP FUNCTION hub_check_refund_amount;
DROP FUNCTION hub_currency_digits;
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
  sums integer[];
  -- Affiliates whose orders changed: those are in the rollups already, and no click tells by how much.
  with_orders integer[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('hub_fold_rollup_deltas'));

  WITH taken AS (DELETE FROM aff_rollup_deltas RETURNING day, affiliate_ids, clicks),
  delta AS (SELECT unnest(affiliate_ids) AS affiliate_id, day, unnest(clicks) AS clicks FROM taken),
  added AS (
    SELECT affiliate_id, day, sum(clicks)::integer AS clicks, bool_or(clicks = 0) AS has_orders
    FROM delta GROUP BY affiliate_id, day ORDER BY affiliate_id, day)
  SELECT coalesce(array_agg(affiliate_id), '{}'), array_agg(day), array_agg(clicks),
         array_agg(affiliate_id) FILTER (WHERE has_orders)
  INTO ids, days, sums, with_orders FROM added;
  IF ids = '{}' THEN
    RETURN 0;
  END IF;

  INSERT INTO aff_daily_rollups AS rollup (affiliate_id, day, clicks)
  SELECT affiliate_id, day, clicks FROM unnest(ids, days, sums) AS added(affiliate_id, day, clicks) WHERE clicks <> 0
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
      SELECT affiliate_id, sum(conversions)::integer AS conversions, sum(revenue)::numeric(20,2) AS revenue,
             sum(verified_conversions)::integer AS verified_conversions,
             sum(verified_revenue)::numeric(20,2) AS verified_revenue
      FROM aff_daily_rollups WHERE affiliate_id = ANY (with_orders) AND day >= first_day
      GROUP BY affiliate_id) AS fresh
    WHERE id = fresh.affiliate_id;
  END IF;

  RETURN (SELECT count(DISTINCT id) FROM unnest(ids) AS id);
END;
$$;
