import type { DatabaseConnection } from '@dreamteamhub/db';

/** Reaches into several months, as a shop's clicks do. */
const DAYS = 60;

/** Click number n of $1, its time between then and $2, with a version 7 event id of that time and a visitor of its own. */
const CLICK = `
  SELECT n AS id, affiliate.id AS affiliate_id, storefront_id, pixel_id, at, digest,
         (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(digest, 1, 3) || '8'
           || substr(digest, 4, 15))::uuid AS event_id
  FROM (
    SELECT n, md5(n::text) AS digest, $2::timestamptz - interval '${DAYS} days' * (1 - n / $1::float8) AS at
    FROM generate_series(1, $1::bigint) AS n OFFSET 0
  ) AS stored
  JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS number, count(*) OVER () AS total FROM affiliates) AS affiliate
    ON number = n % total`;

const CLICKS = [
  `INSERT INTO aff_clicks (id, storefront_id, affiliate_id, pixel_id, event_id, visitor_key, ip_address, user_agent, referrer,
                           landing_page, counted, timestamp)
   OVERRIDING SYSTEM VALUE
   SELECT id, storefront_id, affiliate_id, pixel_id, event_id, 'v:' || digest::uuid, '192.0.2.0',
          'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/'
            || 110 + id % 32 || '.0.0.0 Safari/537.36',
          'https://partner.example/reviews/' || id % 1000, 'https://shop.example/products/' || id % 1000, true, at
   FROM (${CLICK}) AS click`,
  `INSERT INTO aff_event_ids (event_day, event_id, storefront_id, body_hash, result_id, created_at)
   SELECT (at AT TIME ZONE 'UTC')::date, event_id, storefront_id, ('x' || substr(digest, 1, 16))::bit(64)::bigint, id, at
   FROM (${CLICK}) AS click`,
  `INSERT INTO aff_daily_rollups (affiliate_id, day, clicks)
   SELECT affiliate_id, (at AT TIME ZONE 'UTC')::date, count(*) FROM (${CLICK}) AS click GROUP BY 1, 2`,
];

const PRODUCTS = [
  `INSERT INTO inventory_products (sku, name, stock, threshold, unit_price, supplier)
   SELECT 'DRILL-' || n, 'Product number ' || n, 100 + n % 900, 10, n % 500 + 0.99, 'Supplier ' || n % 50
   FROM generate_series(1, $1::bigint) AS n`,
  `INSERT INTO inventory_events (sku, event_type, old_stock, new_stock, quantity_delta)
   SELECT sku, 'initial', 0, stock, stock FROM inventory_products WHERE starts_with(sku, 'DRILL-')`,
];

/** Fills a database of the hub with clicks and products, and all that hangs off them. Needs a few affiliates. */
export async function fillShop(
  { pool }: DatabaseConnection,
  { clicks, products }: { clicks: number; products: number },
): Promise<void> {
  await pool.query(`
    SELECT hub_ensure_partition('aff_clicks', 'timestamp', month::date), hub_ensure_partition('aff_event_ids', 'event_day', month::date)
    FROM generate_series(date_trunc('month', now() - interval '${DAYS} days'), now(), interval '1 month') AS month`);
  // Ends before the load begins, whose clicks are those of today's rollup as well.
  const until = new Date(Date.now() - 2 * 86_400_000);
  for (const statement of CLICKS) await pool.query(statement, [clicks, until]);
  await pool.query(`SELECT setval(pg_get_serial_sequence('aff_clicks', 'id'), $1)`, [clicks]);
  await pool.query(PRODUCTS[0] ?? '', [products]);
  await pool.query(PRODUCTS[1] ?? '');
  await pool.query('VACUUM (ANALYZE)');
  await pool.query('CHECKPOINT').catch(() => undefined);
}

/** Count and hash of what {@link fillShop} stored, whatever was added since. */
export async function hashShop({ pool }: DatabaseConnection, clicks: number): Promise<string[]> {
  const parts = [
    ['aff_clicks', `id <= ${clicks}`],
    ['aff_event_ids', `result_id <= ${clicks}`],
    ['inventory_products', `starts_with(sku, 'DRILL-')`],
    ['inventory_events', `starts_with(sku, 'DRILL-') AND event_type = 'initial'`],
    ['affiliates', 'true'],
  ];
  const hashes: string[] = [];
  for (const [table, condition] of parts) {
    // The projections of affiliates move on with the clicks.
    const row = table === 'affiliates' ? 'handle || pixel_id' : `${table}::text`;
    const { rows } = await pool.query<{ hash: string }>(
      `SELECT count(*) || ' rows of ${table}, ' || coalesce(sum(hashtextextended(${row}, 0)), 0) AS hash FROM ${table} WHERE ${condition}`,
    );
    hashes.push(rows[0]?.hash ?? '');
  }
  return hashes;
}
