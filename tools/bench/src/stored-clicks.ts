import type { DatabaseConnection } from '@dreamteamhub/db';
import type { Workbench } from './workbench.ts';

/** Unless told otherwise: reaches into several months, as a shop's clicks do. */
const DAYS = 60;

/**
 * Stored click number n of $1 as it would have arrived: times spread evenly over $3 days up to $2, ids in their order, a version 7
 * event id of its time, a visitor of its own, and an affiliate by Zipf's law, as the load draws them.
 */
const STORED = `
  SELECT n AS id, affiliate.id AS affiliate_id, storefront_id, pixel_id, at, digest, 'v:' || digest::uuid AS visitor_key,
         (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(digest, 1, 3) || '8'
           || substr(digest, 4, 15))::uuid AS event_id
  FROM (
    SELECT n, md5(n::text) AS digest, $2::timestamptz - interval '1 day' * $3::integer * (1 - n / $1::float8) AS at,
           floor(power((SELECT count(*) + 1 FROM affiliates)::float8, (hashint8(n) & 65535) / 65536::float8))::integer AS number
    FROM generate_series(1, $1::bigint) AS n
    -- Keeps the subquery, which would otherwise compute each digest several times.
    OFFSET 0
  ) AS stored
  JOIN (SELECT *, row_number() OVER (ORDER BY id) AS number FROM affiliates) AS affiliate USING (number)`;

const CLICKS = `
  INSERT INTO aff_clicks (id, storefront_id, affiliate_id, pixel_id, event_id, visitor_key, ip_address, user_agent, referrer,
                          landing_page, counted, timestamp)
  OVERRIDING SYSTEM VALUE
  SELECT id, storefront_id, affiliate_id, pixel_id, event_id, visitor_key, '192.0.2.0',
         'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/'
           || 110 + id % 32 || '.0.0.0 Safari/537.36',
         'https://partner.example/reviews/' || id % 1000, 'https://shop.example/products/' || id % 1000 || '?utm_source=partner',
         true, at
  FROM (${STORED}) AS click`;

const EVENT_IDS = `
  INSERT INTO aff_event_ids (event_day, event_id, storefront_id, body_hash, result_id, created_at)
  SELECT at::date, event_id, storefront_id, ('x' || substr(digest, 1, 16))::bit(64)::bigint, id, at
  FROM (${STORED}) AS click`;

/** Of the last 30 days, as long as attribution looks back. Sorted, for visitors' ids are random and an index is not. */
const LAST_CLICKS = `
  INSERT INTO aff_last_clicks (day, visitor_key, affiliate_id, click_id, counted_at)
  SELECT (at AT TIME ZONE 'UTC')::date, visitor_key, affiliate_id, id, at FROM (${STORED}) AS click
  WHERE at > $2::timestamptz - interval '30 days' ORDER BY 1, visitor_key`;

const ROLLUPS = `
  INSERT INTO aff_daily_rollups (affiliate_id, day, clicks)
  SELECT affiliate_id, at::date, count(*) FROM (${STORED}) AS click GROUP BY 1, 2`;

/** Fills a migrated database with clicks of the last `days` days and all that hangs off them. */
export async function storeClicks(
  bench: Workbench,
  database: string,
  clicks: number,
  days = DAYS,
): Promise<void> {
  await bench.withDatabase(database, async ({ pool }) => {
    await ensurePartitions(pool, days);
    const now = new Date();
    // None of them reads what another writes.
    await Promise.all(
      [CLICKS, EVENT_IDS, LAST_CLICKS, ROLLUPS].map((statement) =>
        pool.query(statement, [clicks, now, days]),
      ),
    );
    await pool.query(`SELECT setval(pg_get_serial_sequence('aff_clicks', 'id'), $1)`, [clicks]);
    // Otherwise autovacuum would do it while the hub is measured.
    await pool.query('VACUUM (ANALYZE) aff_clicks, aff_event_ids, aff_last_clicks, aff_daily_rollups');
  });
}

async function ensurePartitions(pool: DatabaseConnection['pool'], days: number): Promise<void> {
  await pool.query(
    `
    SELECT hub_ensure_partition('aff_clicks', 'timestamp', month::date),
           hub_ensure_partition('aff_event_ids', 'event_day', month::date)
    FROM generate_series(date_trunc('month', now() - interval '1 day' * $1::integer), now(), interval '1 month') AS month`,
    [days],
  );
}
