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
