-- A level below zero cannot be kept: what is owed becomes an adjustment.
INSERT INTO "inventory_events" ("sku", "event_type", "old_stock", "new_stock", "quantity_delta", "metadata")
SELECT "sku", 'adjusted', "stock", 0, -"stock", '{"reason": "backorders are no longer known"}' FROM "inventory_products" WHERE "stock" < 0;
UPDATE "inventory_products" SET "stock" = 0 WHERE "stock" < 0;
-- The previous version knows no claims beside the metrics: they count again.
INSERT INTO "aff_daily_rollups" AS rollup ("affiliate_id", "day", "conversions", "revenue")
SELECT "affiliate_id", ("timestamp" AT TIME ZONE 'UTC')::date, count(*), sum("revenue" - "refunded")
FROM "aff_attributions" WHERE "is_apart" AND "status" <> 'void' AND NOT "is_reversed" GROUP BY 1, 2
ON CONFLICT ("affiliate_id", "day") DO UPDATE
SET "conversions" = rollup."conversions" + excluded."conversions", "revenue" = rollup."revenue" + excluded."revenue", "updated_at" = now();
UPDATE "affiliates" SET "conversions_30d" = fresh.conversions, "revenue_30d" = fresh.revenue
FROM (
  SELECT "affiliate_id", sum("conversions") AS conversions, sum("revenue") AS revenue
  FROM "aff_daily_rollups" WHERE "day" > (now() AT TIME ZONE 'UTC')::date - 30 GROUP BY 1) AS fresh
WHERE "id" = fresh."affiliate_id" AND EXISTS (SELECT FROM "aff_attributions" WHERE "affiliate_id" = "affiliates"."id" AND "is_apart");
-- It tells orders apart by their exact ids: a refund that canonical forms joined to an order takes the order's.
UPDATE "aff_refunds" AS refund SET "order_id" = attribution."order_id"
FROM (SELECT DISTINCT ON ("storefront_id", "order_key") "storefront_id", "order_key", "order_id"
      FROM "aff_attributions" ORDER BY "storefront_id", "order_key", "id") AS attribution
WHERE attribution."storefront_id" = refund."storefront_id" AND attribution."order_key" = refund."order_key"
  AND attribution."order_id" <> refund."order_id";
UPDATE "aff_attributions" AS other SET "order_id" = first."order_id"
FROM (SELECT DISTINCT ON ("storefront_id", "order_key") "storefront_id", "order_key", "order_id"
      FROM "aff_attributions" ORDER BY "storefront_id", "order_key", "id") AS first
WHERE first."storefront_id" = other."storefront_id" AND first."order_key" = other."order_key"
  AND first."order_id" <> other."order_id";
DROP TABLE "refused_events";
DROP INDEX "aff_attributions_verified_order_key";
DROP INDEX "aff_attributions_order_pixel_key";
DROP INDEX "aff_refunds_refund_key";
ALTER TABLE "aff_attributions"
  DROP COLUMN "order_key", DROP COLUMN "is_order_shadowed", DROP COLUMN "attributed_by", DROP COLUMN "ignored", DROP COLUMN "is_apart";
ALTER TABLE "aff_refunds" DROP COLUMN "order_key", DROP COLUMN "is_order_shadowed", DROP COLUMN "reported_order_id";
ALTER TABLE "aff_daily_rollups" DROP COLUMN "verified_conversions", DROP COLUMN "verified_revenue";
ALTER TABLE "affiliates"
  DROP COLUMN "handle_key", DROP COLUMN "is_handle_shadowed", DROP COLUMN "merged_into_id",
  DROP COLUMN "verified_revenue_30d", DROP COLUMN "verified_conversions_30d";
ALTER TABLE "inventory_products" DROP COLUMN "sku_key", DROP COLUMN "is_sku_shadowed", DROP COLUMN "allow_backorder";
ALTER TABLE "storefronts" DROP COLUMN "claims", DROP COLUMN "max_claim";
CREATE UNIQUE INDEX "aff_attributions_verified_order_key" ON "aff_attributions" USING btree ("storefront_id","order_id") WHERE kind = 'verified';
CREATE UNIQUE INDEX "aff_attributions_order_pixel_key" ON "aff_attributions" USING btree ("storefront_id","order_id","pixel_id");
CREATE UNIQUE INDEX "aff_refunds_refund_key" ON "aff_refunds" USING btree ("storefront_id","order_id","refund_id");
ALTER TABLE "inventory_products" ADD CONSTRAINT "inventory_products_stock_check" CHECK ("inventory_products"."stock" >= 0);
CREATE OR REPLACE FUNCTION hub_change_one_stock(
  wanted_sku text, level integer, expected_level integer, delta integer, reason text, notes jsonb, holds_alerts boolean,
  OUT outcome text, OUT product_id integer, OUT old_stock integer, OUT new_stock integer, OUT moves_alert boolean)
LANGUAGE plpgsql AS $$
DECLARE
  next_level bigint;
  known_threshold integer;
  kind text;
BEGIN
  SELECT id, stock, threshold INTO product_id, old_stock, known_threshold
  FROM inventory_products WHERE sku = wanted_sku AND archived_at IS NULL
  FOR NO KEY UPDATE;
  IF product_id IS NULL THEN
    outcome := 'unknown_sku';
    RETURN;
  END IF;
  next_level := coalesce(level::bigint, old_stock::bigint + delta);
  outcome := hub_judge_stock(old_stock, expected_level, next_level);
  IF outcome <> 'changed' THEN RETURN; END IF;
  new_stock := next_level;
  moves_alert := hub_moves_alert(old_stock, new_stock, known_threshold);
  IF moves_alert AND holds_alerts THEN
    outcome := 'moves_alert';
    RETURN;
  END IF;
  kind := coalesce(reason, hub_stock_event(old_stock, new_stock));
  UPDATE inventory_products
  SET stock = new_stock, last_restocked = CASE WHEN kind = 'restocked' THEN now() ELSE last_restocked END
  WHERE id = product_id;
  INSERT INTO inventory_events (sku, event_type, old_stock, new_stock, quantity_delta, metadata)
  VALUES (wanted_sku, kind, old_stock, new_stock, new_stock - old_stock, notes);
END;
$$;
CREATE OR REPLACE FUNCTION hub_change_stock(
  skus text[], levels integer[], expected_levels integer[], deltas integer[], reasons text[], metadata jsonb[],
  is_all_or_nothing boolean, holds_alerts boolean, request_key text, request_hash bigint,
  OUT outcome text, OUT outcomes text[], OUT product_ids integer[], OUT old_stocks integer[], OUT new_stocks integer[],
  OUT alert_ids integer[], OUT alert_old_stocks integer[])
LANGUAGE plpgsql AS $$
DECLARE
  size integer := cardinality(skus);
  known record;
  locked record;
  line integer;
  level bigint;
  next_level bigint;
  event_types text[] := array_fill(NULL::text, ARRAY[size]);
  -- When each line's movement comes, from 1.
  turns integer[] := array_fill(NULL::integer, ARRAY[size]);
  turn integer := 0;
  -- The products that change, in their order.
  ids integer[] := '{}';
  first_stocks integer[] := '{}';
  last_stocks integer[] := '{}';
  are_restocked boolean[] := '{}';
  thresholds integer[] := '{}';
  products integer := 0;
  read_id integer;
BEGIN
  outcome := 'done';
  outcomes := array_fill('unknown_sku'::text, ARRAY[size]);
  product_ids := array_fill(NULL::integer, ARRAY[size]);
  old_stocks := product_ids;
  new_stocks := product_ids;
  alert_ids := '{}';
  alert_old_stocks := '{}';

  IF request_key IS NOT NULL THEN
    -- Waits for another that is at the same request.
    INSERT INTO stock_requests (idempotency_key, body_hash, answer) VALUES (request_key, request_hash, 'null')
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      SELECT body_hash, answer INTO known FROM stock_requests WHERE idempotency_key = request_key;
      IF known.body_hash IS DISTINCT FROM request_hash THEN
        outcome := 'mismatch';
        RETURN;
      END IF;
      outcome := 'repeated';
      outcomes := ARRAY(SELECT jsonb_array_elements_text(known.answer->'outcomes'));
      product_ids := ARRAY(SELECT jsonb_array_elements_text(known.answer->'productIds')::integer);
      old_stocks := ARRAY(SELECT jsonb_array_elements_text(known.answer->'oldStocks')::integer);
      new_stocks := ARRAY(SELECT jsonb_array_elements_text(known.answer->'newStocks')::integer);
      RETURN;
    END IF;
  END IF;

  SELECT * INTO locked FROM hub_lock_stock(skus, deltas);

  FOR step IN 1..coalesce(cardinality(locked.places), 0) LOOP
    line := locked.places[step];
    IF locked.ids[step] IS DISTINCT FROM read_id THEN
      read_id := locked.ids[step];
      level := locked.stocks[step];
    END IF;
    next_level := coalesce(levels[line]::bigint, level + deltas[line]);
    product_ids[line] := read_id;
    old_stocks[line] := level;
    outcomes[line] := hub_judge_stock(level, expected_levels[line], next_level);
    IF outcomes[line] = 'changed' THEN
      new_stocks[line] := next_level;
      event_types[line] := coalesce(reasons[line], hub_stock_event(level, next_level));
      turn := turn + 1;
      turns[line] := turn;
      IF products = 0 OR ids[products] <> read_id THEN
        products := products + 1;
        ids[products] := read_id;
        first_stocks[products] := locked.stocks[step];
        thresholds[products] := locked.thresholds[step];
        are_restocked[products] := false;
      END IF;
      last_stocks[products] := next_level;
      are_restocked[products] := are_restocked[products] OR event_types[line] = 'restocked';
      level := next_level;
    END IF;
  END LOOP;

  FOR place IN 1..products LOOP
    IF hub_moves_alert(first_stocks[place], last_stocks[place], thresholds[place]) THEN
      alert_ids := alert_ids || ids[place];
      alert_old_stocks := alert_old_stocks || first_stocks[place];
    END IF;
  END LOOP;

  IF is_all_or_nothing AND turn < size THEN
    outcome := 'refused';
  ELSIF holds_alerts AND cardinality(alert_ids) > 0 THEN
    outcome := 'moves_alert';
  END IF;
  IF outcome <> 'done' THEN
    IF request_key IS NOT NULL THEN
      DELETE FROM stock_requests WHERE idempotency_key = request_key;
    END IF;
    RETURN;
  END IF;

  IF turn > 0 THEN
    PERFORM hub_write_stock(
      ids, last_stocks, are_restocked, skus, event_types, old_stocks, new_stocks, metadata, turns);
  END IF;

  IF request_key IS NOT NULL THEN
    UPDATE stock_requests
    SET answer = jsonb_build_object('outcomes', outcomes, 'productIds', product_ids, 'oldStocks', old_stocks,
                                    'newStocks', new_stocks)
    WHERE idempotency_key = request_key;
  END IF;
END;
$$;
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
    UPDATE affiliates SET conversions_30d = fresh.conversions, revenue_30d = fresh.revenue
    FROM (
      SELECT affiliate_id, sum(conversions)::integer AS conversions, sum(revenue)::numeric(20,2) AS revenue
      FROM aff_daily_rollups WHERE affiliate_id = ANY (with_orders) AND day >= first_day
      GROUP BY affiliate_id) AS fresh
    WHERE id = fresh.affiliate_id;
  END IF;

  RETURN (SELECT count(DISTINCT id) FROM unnest(ids) AS id);
END;
$$;
DROP FUNCTION hub_canonical_handle;
DROP FUNCTION hub_known_sku;
DROP FUNCTION hub_canonical_text;
