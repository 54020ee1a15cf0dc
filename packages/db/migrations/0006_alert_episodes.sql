CREATE TABLE "alert_episode_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alert_episode_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"episode_id" uuid NOT NULL,
	"kind" varchar(16) NOT NULL,
	"reason" varchar(16),
	"stock" integer,
	"threshold" integer,
	"actor" varchar(255),
	"note" text,
	"until" timestamp with time zone,
	"occasion" varchar(64),
	"occurred_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "alert_episode_events_kind_check" CHECK ("alert_episode_events"."kind" IN ('opened', 'announced', 'suppressed', 'acknowledged', 'snoozed', 'reopened', 'resolved'))
);
--> statement-breakpoint
CREATE TABLE "alert_flush" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"announced_at" timestamp with time zone NOT NULL,
	CONSTRAINT "alert_flush_single_row_check" CHECK ("alert_flush"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "channel_health" (
	"channel" varchar(32) PRIMARY KEY NOT NULL,
	"last_delivered_at" timestamp with time zone,
	"failing_since" timestamp with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"is_refused" boolean DEFAULT false NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "ops_alarms" (
	"subject" varchar(64) PRIMARY KEY NOT NULL,
	"message" text NOT NULL,
	"raised_at" timestamp with time zone NOT NULL,
	"notified_at" timestamp with time zone NOT NULL,
	"resolved_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "delivery_events" DROP CONSTRAINT "delivery_events_pkey";
--> statement-breakpoint
ALTER TABLE "delivery_events" ALTER COLUMN "event_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "delivery_events" ALTER COLUMN "event_timestamp" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "alert_episodes" ADD COLUMN "acknowledged_by" varchar(255);--> statement-breakpoint
ALTER TABLE "alert_episodes" ADD COLUMN "snoozed_by" varchar(255);--> statement-breakpoint
ALTER TABLE "alert_episodes" ADD COLUMN "is_recovery_due" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "spent_attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "alert_episode_events" ADD CONSTRAINT "alert_episode_events_episode_id_alert_episodes_id_fk" FOREIGN KEY ("episode_id") REFERENCES "public"."alert_episodes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_alert_episode_events_episode_id" ON "alert_episode_events" USING btree ("episode_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_episode_events_suppressed_key" ON "alert_episode_events" USING btree ("episode_id","reason","occasion") WHERE kind = 'suppressed';--> statement-breakpoint
CREATE INDEX "idx_alert_episodes_status" ON "alert_episodes" USING btree ("status","opened_at","id");--> statement-breakpoint
CREATE INDEX "idx_alert_episodes_product_id" ON "alert_episodes" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "idx_alert_episodes_recovery_due" ON "alert_episodes" USING btree ("id") WHERE is_recovery_due;--> statement-breakpoint
CREATE INDEX "idx_deliveries_created_at" ON "deliveries" USING btree ("created_at","id");--> statement-breakpoint
ALTER TABLE "delivery_events" ADD CONSTRAINT "delivery_events_pkey" PRIMARY KEY("delivery_id","episode_id");
--> statement-breakpoint
-- Covers what a scan reads: the rows of what is low lie scattered over all products.
DROP INDEX idx_inventory_products_low_stock;
--> statement-breakpoint
CREATE INDEX idx_inventory_products_low_stock ON inventory_products (id) INCLUDE (sku, name, stock, threshold)
WHERE stock < threshold AND archived_at IS NULL;
--> statement-breakpoint
INSERT INTO alert_flush (id, announced_at) VALUES (1, '-infinity');
--> statement-breakpoint
-- What is known of the episodes before there was a timeline.
INSERT INTO alert_episode_events (episode_id, kind, reason, stock, occurred_at)
SELECT episode.id, line.kind, line.reason, line.stock, line.occurred_at
FROM alert_episodes AS episode,
     LATERAL (VALUES ('opened', NULL, NULL, opened_at),
                     ('announced', NULL, announced_stock, announced_at),
                     ('resolved', NULL, NULL, resolved_at)) AS line(kind, reason, stock, occurred_at)
WHERE line.occurred_at IS NOT NULL
ORDER BY line.occurred_at;
--> statement-breakpoint
-- Events come in the order of their time: a summary of each stretch finds them, and costs a movement nothing.
DROP INDEX idx_inventory_events_timestamp;
--> statement-breakpoint
CREATE INDEX idx_inventory_events_timestamp ON inventory_events USING brin (timestamp);
--> statement-breakpoint
-- An alert ends above its threshold; and the change of one product, which most are, has a shorter way.
DROP FUNCTION hub_change_stock(text[], integer[], integer[], integer[], text[], jsonb[], boolean, boolean, text, bigint);
--> statement-breakpoint
-- What becomes of a level: changed | not_expected | not_enough | too_many.
CREATE FUNCTION hub_judge_stock(level bigint, expected_level integer, next_level bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN expected_level <> level THEN 'not_expected'
              WHEN next_level < 0 THEN 'not_enough'
              WHEN next_level > 2147483647 THEN 'too_many'
              ELSE 'changed' END
$$;
--> statement-breakpoint
-- What a counted level is written down as.
CREATE FUNCTION hub_stock_event(level bigint, next_level bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN next_level > level THEN 'restocked' ELSE 'adjusted' END $$;
--> statement-breakpoint
-- Whether it begins or ends to be low, or recovers: a tenth above its threshold, and one unit at least.
CREATE FUNCTION hub_moves_alert(level integer, next_level integer, threshold integer) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT (level < threshold) <> (next_level < threshold)
    OR (level < threshold + greatest(1, (threshold::bigint + 9) / 10))
      <> (next_level < threshold + greatest(1, (threshold::bigint + 9) / 10))
$$;
--> statement-breakpoint
-- Changes the stock of one product, as most callers do, and writes the movement down: to a level, with the one that is
-- expected now or null, or else by a difference and its reason. Outcomes as below; unless it is `changed`, nothing is
-- written. Of what is refused, old_stock is what there is.
CREATE FUNCTION hub_change_one_stock(
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
--> statement-breakpoint
-- The products of some lines, locked, with the lines' places: by product, so that no two calls wait in a circle; of one
-- product additions before removals, so that on the way it is below zero only if it would be in the end.
CREATE FUNCTION hub_lock_stock(
  skus text[], deltas integer[],
  OUT places integer[], OUT ids integer[], OUT stocks integer[], OUT thresholds integer[])
LANGUAGE plpgsql
-- Arrays are short and tables long: loops over an index, planned once. Left to itself, the planner sees neither.
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_material = off SET jit = off
AS $$
BEGIN
  SELECT array_agg(place::integer), array_agg(id), array_agg(stock), array_agg(threshold)
  INTO places, ids, stocks, thresholds
  FROM (
    SELECT place, product.id, stock, threshold
    FROM unnest(skus, deltas) WITH ORDINALITY AS wanted(sku, delta, place)
    JOIN inventory_products AS product ON product.sku = wanted.sku
    -- Not a condition that an index of what is kept could serve: the one by SKU must.
    WHERE coalesce(archived_at, 'infinity') = 'infinity'
    ORDER BY product.id, delta < 0, place
    FOR NO KEY UPDATE OF product) AS locked;
END;
$$;
--> statement-breakpoint
-- Writes many changes: the products' stocks, and the movements in their order.
CREATE FUNCTION hub_write_stock(
  ids integer[], stocks integer[], are_restocked boolean[],
  skus text[], event_types text[], old_stocks integer[], new_stocks integer[], metadata jsonb[], turns integer[])
RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_material = off SET jit = off
AS $$
BEGIN
  UPDATE inventory_products AS product
  SET stock = changed.stock, last_restocked = CASE WHEN is_restocked THEN now() ELSE last_restocked END
  FROM unnest(ids, stocks, are_restocked) AS changed(id, stock, is_restocked)
  WHERE product.id = changed.id;

  INSERT INTO inventory_events (sku, event_type, old_stock, new_stock, quantity_delta, metadata)
  SELECT sku, event_type, old_stock, new_stock, new_stock - old_stock, notes
  FROM unnest(skus, event_types, old_stocks, new_stocks, metadata, turns)
    AS movement(sku, event_type, old_stock, new_stock, notes, turn)
  WHERE movement.turn IS NOT NULL
  ORDER BY movement.turn;
END;
$$;
--> statement-breakpoint
-- Changes the stock of products and writes down a movement for each line. Arrays are parallel, a place for each line: a
-- level to set, with the one that is expected now or null, or else a difference with its reason. Answers:
--   outcome     done | refused (all or nothing, and not all can be) | moves_alert (alerts are held, and one would move)
--               | repeated (this request was answered before, like this) | mismatch (with another body)
--   outcomes    changed | unknown_sku | not_expected | not_enough | too_many, at the line's place
--   product_ids, old_stocks, new_stocks   at the line's place; of a refused line old_stocks is what there is
--   alert_ids, alert_old_stocks           products whose alert may move, and their stock before
-- Unless the outcome is done, nothing is written.
CREATE FUNCTION hub_change_stock(
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
