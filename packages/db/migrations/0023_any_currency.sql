-- Returns the digits behind the decimal point of a currency's amounts; null for what is none. The same as
-- `currencyDigits` of the contract; a test compares the two. Not in plain SQL, which would be planned anew in every
-- statement that checks an amount.
CREATE OR REPLACE FUNCTION hub_currency_digits(code text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
BEGIN
  RETURN CASE
    WHEN code IN (
      'AED', 'AFN', 'ALL', 'AMD', 'AOA', 'ARS', 'AUD', 'AWG', 'AZN', 'BAM', 'BBD', 'BDT', 'BMD', 'BND', 'BOB', 'BOV',
      'BRL', 'BSD', 'BTN', 'BWP', 'BYN', 'BZD', 'CAD', 'CDF', 'CHE', 'CHF', 'CHW', 'CNY', 'COP', 'COU', 'CRC', 'CUP',
      'CVE', 'CZK', 'DKK', 'DOP', 'DZD', 'EGP', 'ERN', 'ETB', 'EUR', 'FJD', 'FKP', 'GBP', 'GEL', 'GHS', 'GIP', 'GMD',
      'GTQ', 'GYD', 'HKD', 'HNL', 'HTG', 'HUF', 'IDR', 'ILS', 'INR', 'IRR', 'JMD', 'KES', 'KGS', 'KHR', 'KPW', 'KYD',
      'KZT', 'LAK', 'LBP', 'LKR', 'LRD', 'LSL', 'MAD', 'MDL', 'MGA', 'MKD', 'MMK', 'MNT', 'MOP', 'MRU', 'MUR', 'MVR',
      'MWK', 'MXN', 'MXV', 'MYR', 'MZN', 'NAD', 'NGN', 'NIO', 'NOK', 'NPR', 'NZD', 'PAB', 'PEN', 'PGK', 'PHP', 'PKR',
      'PLN', 'QAR', 'RON', 'RSD', 'RUB', 'SAR', 'SBD', 'SCR', 'SDG', 'SEK', 'SGD', 'SHP', 'SLE', 'SOS', 'SRD', 'SSP',
      'STN', 'SVC', 'SYP', 'SZL', 'THB', 'TJS', 'TMT', 'TOP', 'TRY', 'TTD', 'TWD', 'TZS', 'UAH', 'USD', 'USN', 'UYU',
      'UZS', 'VED', 'VES', 'WST', 'XAD', 'XCD', 'XCG', 'YER', 'ZAR', 'ZMW', 'ZWG', 'ANG', 'BGN') THEN 2
    WHEN code IN (
      'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF',
      'XPF') THEN 0
    WHEN code IN (
      'BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
    WHEN code IN (
      'CLF', 'UYW') THEN 4
  END;
END
$$;
--> statement-breakpoint
-- Refuses an amount with decimals that the currency of the refund's storefront does not have. A check cannot look into
-- another table. A code from before codes were checked has two.
CREATE OR REPLACE FUNCTION hub_check_refund_amount() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF min_scale(NEW.amount) > (
    SELECT coalesce(hub_currency_digits(currency), 2) FROM storefronts WHERE id = NEW.storefront_id)
  THEN
    RAISE check_violation USING
      MESSAGE = 'the amount of a refund has decimals that its currency does not have',
      TABLE = 'aff_refunds', COLUMN = 'amount', CONSTRAINT = 'aff_refunds_currency_check';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
-- Adds the deltas committed since the last fold to the daily rollups and the 30-day metrics of their affiliates; returns
-- the number of affiliates. Folds run one at a time and lock rows in one order, so that they never deadlock with
-- conversions, which write there too.
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
--> statement-breakpoint
-- A column that loses its scale keeps its values as they are: no table is rewritten. Checks of such a column would be
-- validated anew under the lock of ALTER TABLE, row by row; so they are added as NOT VALID, and the hub validates them
-- after this transaction, under a lock that nobody waits for. The tables come in the order in which orders and folds lock
-- them.
ALTER TABLE "aff_attributions"
  DROP CONSTRAINT "aff_attributions_amounts_check",
  DROP CONSTRAINT "aff_attributions_refunded_check",
  ALTER COLUMN "revenue" SET DATA TYPE numeric,
  ALTER COLUMN "commission" SET DATA TYPE numeric,
  ALTER COLUMN "refunded" SET DATA TYPE numeric,
  ALTER COLUMN "refunded" SET DEFAULT 0.00,
  ALTER COLUMN "commission_reversed" SET DATA TYPE numeric,
  ALTER COLUMN "commission_reversed" SET DEFAULT 0.00,
  ADD CONSTRAINT "aff_attributions_amounts_check" CHECK ("aff_attributions"."revenue" >= 0 AND "aff_attributions"."commission" >= 0) NOT VALID,
  ADD CONSTRAINT "aff_attributions_refunded_check" CHECK ("aff_attributions"."refunded" BETWEEN 0 AND "aff_attributions"."revenue" AND "aff_attributions"."commission_reversed" BETWEEN 0 AND "aff_attributions"."commission") NOT VALID,
  ADD CONSTRAINT "aff_attributions_currency_check" CHECK (greatest("aff_attributions"."revenue", "aff_attributions"."commission") < 1000000000000 AND greatest(min_scale("aff_attributions"."revenue"), min_scale("aff_attributions"."commission"), min_scale("aff_attributions"."refunded"), min_scale("aff_attributions"."commission_reversed")) <= coalesce(hub_currency_digits("aff_attributions"."currency"), 2)) NOT VALID;
--> statement-breakpoint
ALTER TABLE "aff_refunds"
  DROP CONSTRAINT "aff_refunds_amount_check",
  ALTER COLUMN "amount" SET DATA TYPE numeric,
  ADD CONSTRAINT "aff_refunds_amount_check" CHECK ("aff_refunds"."amount" > 0) NOT VALID,
  ADD CONSTRAINT "aff_refunds_decimals_check" CHECK ("aff_refunds"."amount" < 1000000000000 AND min_scale("aff_refunds"."amount") <= 4) NOT VALID;
--> statement-breakpoint
ALTER TABLE "aff_daily_rollups"
  ALTER COLUMN "revenue" SET DATA TYPE numeric,
  ALTER COLUMN "revenue" SET DEFAULT 0.00,
  ALTER COLUMN "verified_revenue" SET DATA TYPE numeric,
  ALTER COLUMN "verified_revenue" SET DEFAULT 0.00,
  ADD CONSTRAINT "aff_daily_rollups_decimals_check" CHECK (greatest(abs("aff_daily_rollups"."revenue"), abs("aff_daily_rollups"."verified_revenue")) < 1000000000000000000 AND greatest(min_scale("aff_daily_rollups"."revenue"), min_scale("aff_daily_rollups"."verified_revenue")) <= 4) NOT VALID;
--> statement-breakpoint
ALTER TABLE "affiliates"
  ALTER COLUMN "revenue_30d" SET DATA TYPE numeric,
  ALTER COLUMN "revenue_30d" SET DEFAULT 0.00,
  ALTER COLUMN "verified_revenue_30d" SET DATA TYPE numeric,
  ALTER COLUMN "verified_revenue_30d" SET DEFAULT 0.00,
  ADD CONSTRAINT "affiliates_decimals_check" CHECK (greatest(abs("affiliates"."revenue_30d"), abs("affiliates"."verified_revenue_30d")) < 1000000000000000000 AND greatest(min_scale("affiliates"."revenue_30d"), min_scale("affiliates"."verified_revenue_30d")) <= 4) NOT VALID;
--> statement-breakpoint
ALTER TABLE "storefronts"
  DROP CONSTRAINT "storefronts_max_claim_check",
  ALTER COLUMN "max_claim" SET DATA TYPE numeric,
  ADD CONSTRAINT "storefronts_max_claim_check" CHECK ("storefronts"."max_claim" > 0) NOT VALID,
  ADD CONSTRAINT "storefronts_currency_check" CHECK ("storefronts"."max_claim" < 1000000000000 AND min_scale("storefronts"."max_claim") <= coalesce(hub_currency_digits("storefronts"."currency"), 2)) NOT VALID;
--> statement-breakpoint
ALTER TABLE "inventory_products"
  ALTER COLUMN "unit_price" SET DATA TYPE numeric,
  ADD CONSTRAINT "inventory_products_decimals_check" CHECK ("inventory_products"."unit_price" < 1000000000000 AND min_scale("inventory_products"."unit_price") <= 4) NOT VALID;
--> statement-breakpoint
CREATE TRIGGER check_refund_amount BEFORE INSERT OR UPDATE OF amount, storefront_id ON aff_refunds
  FOR EACH ROW WHEN (NEW.amount IS NOT NULL) EXECUTE FUNCTION hub_check_refund_amount();
