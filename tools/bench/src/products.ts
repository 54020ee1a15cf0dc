import type { DatabaseConnection } from '@dreamteamhub/db';

/** Fills an empty inventory with products SKU-1 and on, `low` of them low on stock, evenly spread. */
export async function storeProducts(
  { pool }: DatabaseConnection,
  { products, low }: { products: number; low: number },
): Promise<void> {
  await pool.query(
    `INSERT INTO inventory_products (sku, name, supplier, stock, threshold)
     SELECT 'SKU-' || n, 'Product ' || n, 'Supplier ' || n % 50,
            CASE WHEN n % ($1::integer / nullif($2::integer, 0)) = 0 THEN 3 ELSE 1000 END, 20
     FROM generate_series(1, $1::integer) AS n`,
    [products, low],
  );
  await pool.query('VACUUM ANALYZE inventory_products');
}

/** Gives every stored product the movement that its stock began with. */
export async function storeOpeningMovements({ pool }: DatabaseConnection): Promise<void> {
  await pool.query(
    `INSERT INTO inventory_events (sku, event_type, old_stock, new_stock, quantity_delta)
     SELECT sku, 'initial', 0, stock, stock FROM inventory_products`,
  );
  await pool.query('VACUUM ANALYZE inventory_events');
}
