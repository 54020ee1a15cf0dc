-- Keeps a product's label, which lists search and sort by, equal to the product. Writes only changes, because rewriting
-- a label would update its indexes.
CREATE OR REPLACE FUNCTION hub_label_product() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO product_labels AS label (product_id, sku, name, supplier, is_archived)
  VALUES (NEW.id, NEW.sku, NEW.name, NEW.supplier, NEW.archived_at IS NOT NULL)
  ON CONFLICT (product_id) DO UPDATE
    SET sku = excluded.sku, name = excluded.name, supplier = excluded.supplier, is_archived = excluded.is_archived
    WHERE (label.sku, label.name, label.supplier, label.is_archived)
      IS DISTINCT FROM (excluded.sku, excluded.name, excluded.supplier, excluded.is_archived);
  RETURN NULL;
END;
$$;
