-- Returns the SKU of the product that is meant by a text: exactly that one, else the one with the same canonical form,
-- else the text itself.
CREATE OR REPLACE FUNCTION hub_known_sku(wanted text) RETURNS text
LANGUAGE sql STABLE STRICT AS $$
  SELECT coalesce(
    (SELECT sku FROM inventory_products WHERE sku = wanted),
    (SELECT sku FROM inventory_products WHERE sku_key = hub_canonical_text(wanted)),
    wanted)
$$;
