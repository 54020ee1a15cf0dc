CREATE TABLE "refused_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "refused_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"storefront_id" integer,
	"kind" varchar(16) NOT NULL,
	"reason" varchar(32) NOT NULL,
	"message" varchar(500) NOT NULL,
	"is_stored" boolean NOT NULL,
	"origin" varchar(255),
	"body" jsonb NOT NULL,
	"timestamp" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "refused_events_kind_check" CHECK ("refused_events"."kind" IN ('click', 'order', 'refund', 'link'))
);
--> statement-breakpoint
-- Returns text without what nobody sees: composed (NFC), no invisible characters, ordinary spaces, trimmed. The same as
-- `canonicalText` of the contract; a test compares the two.
CREATE OR REPLACE FUNCTION hub_canonical_text(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT CASE WHEN value COLLATE "C" ~ '^[!-~]+$' THEN value ELSE
    btrim(normalize(
      regexp_replace(
        regexp_replace(
          regexp_replace(value COLLATE "C", '[\u0001-\u001F\u007F-\u009F]', ' ', 'g'),
          '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]', '', 'g'),
        '[\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]', ' ', 'g'),
      NFC))
  END
$$;
--> statement-breakpoint
-- Returns the canonical form of a stored handle: lower case, without punctuation around it. Stored handles are ASCII; for
-- those it is the same as `canonicalHandle` of the contract. Its body is bound when it is created, because a restored
-- dump computes the columns that use it without a search path.
CREATE OR REPLACE FUNCTION hub_canonical_handle(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(
  lower(hub_canonical_text(value) COLLATE "C"), '^[[:punct:][:space:]]+|[[:punct:][:space:]]+$', '', 'g');
--> statement-breakpoint
ALTER TABLE "inventory_products" DROP CONSTRAINT "inventory_products_stock_check";
--> statement-breakpoint
DROP INDEX "aff_attributions_verified_order_key";
--> statement-breakpoint
DROP INDEX "aff_attributions_order_pixel_key";
--> statement-breakpoint
DROP INDEX "aff_refunds_refund_key";
--> statement-breakpoint
ALTER TABLE "aff_attributions"
  ADD COLUMN "is_order_shadowed" boolean DEFAULT false NOT NULL,
  ADD COLUMN "order_key" text GENERATED ALWAYS AS (CASE WHEN is_order_shadowed THEN chr(1) || order_id ELSE hub_canonical_text(order_id) END) STORED NOT NULL,
  ADD COLUMN "attributed_by" varchar(16),
  ADD COLUMN "ignored" jsonb,
  ADD COLUMN "is_apart" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE "aff_daily_rollups"
  ADD COLUMN "verified_conversions" integer DEFAULT 0 NOT NULL,
  ADD COLUMN "verified_revenue" numeric(20, 2) DEFAULT '0' NOT NULL;
--> statement-breakpoint
ALTER TABLE "aff_refunds"
  ADD COLUMN "is_order_shadowed" boolean DEFAULT false NOT NULL,
  ADD COLUMN "order_key" text GENERATED ALWAYS AS (CASE WHEN is_order_shadowed THEN chr(1) || order_id ELSE hub_canonical_text(order_id) END) STORED NOT NULL,
  ADD COLUMN "reported_order_id" varchar(255);
--> statement-breakpoint
ALTER TABLE "affiliates"
  ADD COLUMN "is_handle_shadowed" boolean DEFAULT false NOT NULL,
  ADD COLUMN "handle_key" text GENERATED ALWAYS AS (CASE WHEN is_handle_shadowed THEN chr(1) || handle ELSE hub_canonical_handle(handle) END) STORED NOT NULL,
  ADD COLUMN "merged_into_id" integer,
  ADD COLUMN "verified_revenue_30d" numeric(20, 2) DEFAULT '0' NOT NULL,
  ADD COLUMN "verified_conversions_30d" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "inventory_products"
  ADD COLUMN "is_sku_shadowed" boolean DEFAULT false NOT NULL,
  ADD COLUMN "sku_key" text GENERATED ALWAYS AS (CASE WHEN is_sku_shadowed THEN chr(1) || sku ELSE hub_canonical_text(sku) END) STORED NOT NULL,
  ADD COLUMN "allow_backorder" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE "storefronts"
  ADD COLUMN "claims" varchar(8) DEFAULT 'count' NOT NULL,
  ADD COLUMN "max_claim" numeric(14, 2);
--> statement-breakpoint
-- The older row owns the canonical form; younger ones keep their exact spelling.
UPDATE "affiliates" AS younger SET "is_handle_shadowed" = true
FROM (SELECT "id", row_number() OVER (PARTITION BY "handle_key" ORDER BY "id") AS place FROM "affiliates") AS known
WHERE known."id" = younger."id" AND known.place > 1;
--> statement-breakpoint
UPDATE "inventory_products" AS younger SET "is_sku_shadowed" = true
FROM (SELECT "id", row_number() OVER (PARTITION BY "sku_key" ORDER BY "id") AS place FROM "inventory_products") AS known
WHERE known."id" = younger."id" AND known.place > 1;
--> statement-breakpoint
-- An order's attributions share its id, so that they are shadowed together.
UPDATE "aff_attributions" AS younger SET "is_order_shadowed" = true
FROM (
  SELECT "storefront_id", "order_id",
         row_number() OVER (PARTITION BY "storefront_id", "order_key" ORDER BY min("id")) AS place
  FROM "aff_attributions" GROUP BY "storefront_id", "order_key", "order_id") AS known
WHERE known."storefront_id" = younger."storefront_id" AND known."order_id" = younger."order_id" AND known.place > 1;
--> statement-breakpoint
-- A refund stays with the order that has exactly its id. Where there is none, it stays apart: a person joins it, because
-- what was booked must not change by itself.
UPDATE "aff_refunds" AS refund SET "is_order_shadowed" = true
WHERE EXISTS (
    SELECT FROM "aff_attributions" AS attribution
    WHERE attribution."storefront_id" = refund."storefront_id" AND attribution."order_id" = refund."order_id"
      AND attribution."is_order_shadowed")
  OR (refund."order_id" <> refund."order_key" AND NOT EXISTS (
    SELECT FROM "aff_attributions" AS attribution
    WHERE attribution."storefront_id" = refund."storefront_id" AND attribution."order_id" = refund."order_id"))
  OR (refund."order_id" = refund."order_key" AND NOT EXISTS (
    SELECT FROM "aff_attributions" AS attribution
    WHERE attribution."storefront_id" = refund."storefront_id" AND attribution."order_id" = refund."order_id")
  AND EXISTS (
    SELECT FROM "aff_attributions" AS attribution
    WHERE attribution."storefront_id" = refund."storefront_id" AND attribution."order_key" = refund."order_key"));
--> statement-breakpoint
UPDATE "aff_daily_rollups" AS rollup
SET "verified_conversions" = verified.conversions, "verified_revenue" = verified.revenue
FROM (
  SELECT "affiliate_id", ("timestamp" AT TIME ZONE 'UTC')::date AS day, count(*) AS conversions,
         sum("revenue" - "refunded") AS revenue
  FROM "aff_attributions" WHERE "kind" = 'verified' AND "status" <> 'void' AND NOT "is_reversed"
  GROUP BY 1, 2) AS verified
WHERE rollup."affiliate_id" = verified."affiliate_id" AND rollup."day" = verified.day;
--> statement-breakpoint
UPDATE "affiliates" SET "verified_conversions_30d" = verified.conversions, "verified_revenue_30d" = verified.revenue
FROM (
  SELECT "affiliate_id", sum("verified_conversions") AS conversions, sum("verified_revenue") AS revenue
  FROM "aff_daily_rollups" WHERE "day" > (now() AT TIME ZONE 'UTC')::date - 30 GROUP BY 1) AS verified
WHERE "id" = verified."affiliate_id" AND (verified.conversions <> 0 OR verified.revenue <> 0);
--> statement-breakpoint
ALTER TABLE "refused_events" ADD CONSTRAINT "refused_events_storefront_id_storefronts_id_fk" FOREIGN KEY ("storefront_id") REFERENCES "public"."storefronts"("id") ON DELETE restrict ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "idx_refused_events_storefront_id" ON "refused_events" USING btree ("storefront_id","id" DESC NULLS FIRST);
--> statement-breakpoint
CREATE INDEX "idx_refused_events_timestamp" ON "refused_events" USING brin ("timestamp");
--> statement-breakpoint
ALTER TABLE "affiliates" ADD CONSTRAINT "affiliates_merged_into_id_affiliates_id_fk" FOREIGN KEY ("merged_into_id") REFERENCES "public"."affiliates"("id") ON DELETE restrict ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "affiliates_handle_key_key" ON "affiliates" USING btree ("handle_key");
--> statement-breakpoint
CREATE INDEX "idx_affiliates_merged_into_id" ON "affiliates" USING btree ("merged_into_id") WHERE merged_into_id IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "inventory_products_sku_key_key" ON "inventory_products" USING btree ("sku_key");
--> statement-breakpoint
CREATE UNIQUE INDEX "aff_attributions_verified_order_key" ON "aff_attributions" USING btree ("storefront_id","order_key") WHERE kind = 'verified';
--> statement-breakpoint
CREATE UNIQUE INDEX "aff_attributions_order_pixel_key" ON "aff_attributions" USING btree ("storefront_id","order_key","pixel_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "aff_refunds_refund_key" ON "aff_refunds" USING btree ("storefront_id","order_key","refund_id");
--> statement-breakpoint
ALTER TABLE "aff_attributions" ADD CONSTRAINT "aff_attributions_apart_check" CHECK (NOT "aff_attributions"."is_apart" OR "aff_attributions"."kind" = 'claim');
--> statement-breakpoint
ALTER TABLE "affiliates" ADD CONSTRAINT "affiliates_merged_check" CHECK ("affiliates"."merged_into_id" IS NULL OR "affiliates"."status" = 'archived');
--> statement-breakpoint
ALTER TABLE "inventory_products" ADD CONSTRAINT "inventory_products_stock_check" CHECK ("inventory_products"."stock" >= 0 OR "inventory_products"."allow_backorder");
--> statement-breakpoint
ALTER TABLE "storefronts" ADD CONSTRAINT "storefronts_claims_check" CHECK ("storefronts"."claims" IN ('count', 'apart', 'refuse'));
--> statement-breakpoint
ALTER TABLE "storefronts" ADD CONSTRAINT "storefronts_max_claim_check" CHECK ("storefronts"."max_claim" > 0);
--> statement-breakpoint
-- Returns the SKU of the product that is meant by a text: exactly that one, else the one with the same canonical form,
-- else the text itself.
CREATE OR REPLACE FUNCTION hub_known_sku(wanted text) RETURNS text
LANGUAGE sql STABLE STRICT AS $$
  SELECT coalesce(
    (SELECT sku FROM inventory_products WHERE sku = wanted),
    (SELECT sku FROM inventory_products WHERE sku_key = hub_canonical_text(wanted)),
    wanted)
$$;
--> statement-breakpoint
-- Changes the stock of one product, as most callers do, and writes the movement: to a level, with the expected current
-- level or null, or else by a difference with its reason. The outcome is that of a line of hub_change_stock, or
-- moves_alert; unless it is `changed`, nothing is written. Of a refused line, old_stock is the current stock.
CREATE OR REPLACE FUNCTION hub_change_one_stock(
  wanted_sku text, level integer, expected_level integer, delta integer, reason text, notes jsonb, holds_alerts boolean,
  OUT outcome text, OUT product_id integer, OUT old_stock integer, OUT new_stock integer, OUT moves_alert boolean)
LANGUAGE plpgsql AS $$
DECLARE
  next_level bigint;
  known_threshold integer;
  kind text;
  found_sku text := wanted_sku;
  may_owe boolean;
BEGIN
  SELECT id, stock, threshold, allow_backorder INTO product_id, old_stock, known_threshold, may_owe
  FROM inventory_products WHERE sku = wanted_sku AND archived_at IS NULL
  FOR NO KEY UPDATE;
  IF product_id IS NULL THEN
    found_sku := hub_known_sku(wanted_sku);
    SELECT id, stock, threshold, allow_backorder INTO product_id, old_stock, known_threshold, may_owe
    FROM inventory_products WHERE sku = found_sku AND archived_at IS NULL
    FOR NO KEY UPDATE;
  END IF;
  IF product_id IS NULL THEN
    outcome := 'unknown_sku';
    RETURN;
  END IF;
  next_level := coalesce(level::bigint, old_stock::bigint + delta);
  outcome := hub_judge_stock(old_stock, expected_level, next_level);
  IF outcome = 'not_enough' AND may_owe AND next_level >= -1000000000 THEN
    outcome := 'changed';
  END IF;
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
  VALUES (found_sku, kind, old_stock, new_stock, new_stock - old_stock, notes);
END;
$$;
--> statement-breakpoint
-- Changes the stock of products and writes a movement for each line. Arrays are parallel, one position per line: a level
-- to set, with the expected current level or null, or else a difference with its reason. Returns:
--   outcome     done | refused (all or nothing, and a line cannot be applied)
--               | moves_alert (alerts are held, and one would open or resolve)
--               | repeated (this request was answered before, with this answer) | mismatch (with another body)
--   outcomes    changed | unknown_sku | not_expected | not_enough | too_many, at the line's position
--   product_ids, old_stocks, new_stocks   at the line's position; of a refused line, old_stocks is the current stock
--   alert_ids, alert_old_stocks           products whose alert may open or resolve, and their stock before
-- Unless the outcome is done, nothing is written.
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
  IF coalesce(cardinality(locked.places), 0) < size THEN
    skus := ARRAY(SELECT hub_known_sku(wanted) FROM unnest(skus) WITH ORDINALITY AS line(wanted, place) ORDER BY place);
    SELECT * INTO locked FROM hub_lock_stock(skus, deltas);
  END IF;

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
    -- Asked for here only, because few products may owe units, and their row is locked.
    IF outcomes[line] = 'not_enough' AND next_level >= -1000000000
      AND (SELECT allow_backorder FROM inventory_products WHERE id = read_id) THEN
      outcomes[line] := 'changed';
    END IF;
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
