-- The index of before divides by the threshold: products that are owed and have none get the lowest there is.
UPDATE inventory_products SET threshold = 1 WHERE threshold = 0 AND stock < 0 AND archived_at IS NULL;
DROP INDEX idx_inventory_products_urgency;
CREATE INDEX idx_inventory_products_urgency ON inventory_products USING btree ((stock::numeric / threshold), (stock - threshold), id) WHERE stock < threshold AND archived_at IS NULL;
