-- The version before this one knows orders by their attributions only.
DROP INDEX IF EXISTS idx_deliveries_order_id;
ALTER TABLE deliveries ALTER COLUMN created_at SET DEFAULT now();
ALTER TABLE aff_refunds DROP COLUMN lines;
DROP TABLE order_lines;
DROP TABLE orders;
DROP TABLE affiliate_codes;
