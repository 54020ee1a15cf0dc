-- Writes many changes: the products' stocks, and the movements in order.
CREATE OR REPLACE FUNCTION hub_write_stock(
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
