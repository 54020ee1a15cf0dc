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
