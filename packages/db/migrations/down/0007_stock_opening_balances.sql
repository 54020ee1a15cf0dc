-- The version before knows only movements: one for each balance, so that they sum up to the stock.
INSERT INTO inventory_events (sku, event_type, old_stock, new_stock, quantity_delta, timestamp)
SELECT sku, 'initial', 0, balance, balance, until
FROM stock_opening_balances, retention_marks WHERE subject = 'stock_events';
DELETE FROM retention_marks WHERE subject = 'stock_events';
DROP TABLE stock_opening_balances;
