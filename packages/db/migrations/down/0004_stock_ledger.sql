DROP FUNCTION hub_change_stock(text[], integer[], integer[], integer[], text[], jsonb[], boolean, boolean, text, bigint);
DROP FUNCTION hub_write_stock(integer[], integer[], boolean[], text[], text[], integer[], integer[], jsonb[], integer[]);
DROP FUNCTION hub_lock_stock(text[], integer[]);
DROP FUNCTION hub_change_one_stock(text, integer, integer, integer, text, jsonb, boolean);
DROP FUNCTION hub_moves_alert(integer, integer, integer);
DROP FUNCTION hub_stock_event(bigint, bigint);
DROP FUNCTION hub_judge_stock(bigint, integer, bigint);
DROP INDEX idx_inventory_events_timestamp;
CREATE INDEX idx_inventory_events_timestamp ON inventory_events (timestamp DESC);
DROP INDEX idx_inventory_products_stock;
DROP INDEX idx_inventory_products_urgency;
DROP TRIGGER label_product ON inventory_products;
DROP FUNCTION hub_label_product();
DROP TABLE product_labels;
-- With the extension, if it was made for us.
DROP SCHEMA IF EXISTS hub_extensions CASCADE;
DROP TABLE stock_requests;
