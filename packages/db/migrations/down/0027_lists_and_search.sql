-- IF EXISTS: an index that is built beside running hubs may not be there yet.
DROP INDEX IF EXISTS idx_affiliates_handle_text;
DROP INDEX IF EXISTS idx_affiliates_name_text;
DROP INDEX IF EXISTS idx_affiliates_words;
DROP INDEX IF EXISTS idx_orders_ordered_at;
DROP INDEX IF EXISTS idx_product_labels_archived;
DROP INDEX IF EXISTS idx_product_labels_sku_text;
DROP INDEX IF EXISTS idx_product_labels_name_text;
DROP INDEX IF EXISTS idx_product_labels_words;
DROP FUNCTION hub_search_query;
DROP FUNCTION hub_search_words;
DROP FUNCTION hub_search_text;
