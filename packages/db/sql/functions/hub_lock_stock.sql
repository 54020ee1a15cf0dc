-- Locks the products of some lines, and returns them with the lines' positions: ordered by product, so that no two calls
-- deadlock; of one product additions before removals, so that it is below zero in between only if it would be in the end.
CREATE OR REPLACE FUNCTION hub_lock_stock(
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
