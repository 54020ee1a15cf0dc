DROP FUNCTION hub_change_stock(text[], integer[], integer[], integer[], text[], jsonb[], boolean, boolean, text, bigint);
DROP INDEX idx_inventory_products_stock;
DROP INDEX idx_inventory_products_urgency;
DROP TRIGGER label_product ON inventory_products;
DROP FUNCTION hub_label_product();
DROP TABLE product_labels;
-- With the extension, if it was made for us.
DROP SCHEMA IF EXISTS hub_extensions CASCADE;
DROP TABLE stock_requests;
