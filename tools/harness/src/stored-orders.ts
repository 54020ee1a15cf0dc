import type { DatabaseConnection } from '@dreamteamhub/db';

/** Unless told otherwise. */
const DAYS = 60;

/**
 * Stored order number n of $1 as it would have arrived: times spread evenly over $3 days up to $2, an affiliate by Zipf's law, and an
 * event id of its time. One in twenty is refunded, by half or, one in a hundred, as a whole. Its revenue is a multiple of
 * 20 cents, so that its commission, and half of that, come out even.
 */
const ORDER = `
  SELECT n, storefront_id, affiliate.id AS affiliate_id, pixel_id, currency, 'stored-' || n AS order_id, at, digest,
         revenue, round(revenue / 10, 2) AS commission,
         CASE WHEN n % 100 = 0 THEN 1.0 WHEN n % 20 = 0 THEN 0.5 ELSE 0 END AS refunded_share,
         (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(digest, 1, 3) || '8'
           || substr(digest, 4, 15))::uuid AS event_id
  FROM (
    SELECT n, md5('order ' || n) AS digest, ((n % 4000 + 10) * 0.2)::numeric(14, 2) AS revenue,
           $2::timestamptz - interval '1 day' * $3::integer * (1 - n / $1::float8) AS at,
           floor(power((SELECT count(*) + 1 FROM affiliates)::float8, (hashint8(n) & 65535) / 65536::float8))::integer AS number
    FROM generate_series(1, $1::bigint) AS n
    -- Keeps the subquery, which would otherwise compute each digest several times.
    OFFSET 0
  ) AS stored
  JOIN (SELECT affiliates.*, currency, row_number() OVER (ORDER BY affiliates.id) AS number
        FROM affiliates JOIN storefronts ON storefronts.id = storefront_id) AS affiliate USING (number)`;

const ATTRIBUTIONS = `
  INSERT INTO aff_attributions (storefront_id, affiliate_id, pixel_id, order_id, kind, revenue, commission,
                                commission_source, commission_bps, currency, attributed_by, refunded, commission_reversed,
                                is_reversed, timestamp)
  SELECT storefront_id, affiliate_id, pixel_id, order_id, 'verified', revenue, commission, 'default', 1000, currency,
         'pixelId', round(revenue * refunded_share, 2), round(commission * refunded_share, 2), refunded_share = 1, at
  FROM (${ORDER}) AS stored ORDER BY n`;

const REFUNDS = `
  INSERT INTO aff_refunds (storefront_id, order_id, refund_id, amount, timestamp)
  SELECT storefront_id, order_id, 'refund', CASE WHEN refunded_share < 1 THEN round(revenue * refunded_share, 2) END, at
  FROM (${ORDER}) AS stored WHERE refunded_share > 0 ORDER BY n`;

const EVENT_IDS = `
  INSERT INTO aff_event_ids (event_day, event_id, storefront_id, body_hash, result_id, created_at)
  SELECT (at AT TIME ZONE 'UTC')::date, event_id, storefront_id, ('x' || substr(digest, 1, 16))::bit(64)::bigint, n, at
  FROM (${ORDER}) AS stored`;

const ROLLUPS = `
  INSERT INTO aff_daily_rollups (affiliate_id, day, conversions, revenue, verified_conversions, verified_revenue)
  SELECT affiliate_id, (timestamp AT TIME ZONE 'UTC')::date, count(*), sum(revenue - refunded), count(*), sum(revenue - refunded)
  FROM aff_attributions WHERE NOT is_reversed GROUP BY 1, 2
  -- Clicks may have been stored before.
  ON CONFLICT (affiliate_id, day) DO UPDATE
  SET conversions = excluded.conversions, revenue = excluded.revenue,
      verified_conversions = excluded.verified_conversions, verified_revenue = excluded.verified_revenue`;

const METRICS = `
  UPDATE affiliates
  SET conversions_30d = booked.conversions, verified_conversions_30d = booked.conversions,
      revenue_30d = booked.revenue, verified_revenue_30d = booked.revenue
  FROM (SELECT affiliate_id, sum(conversions) AS conversions, sum(revenue) AS revenue FROM aff_daily_rollups
        WHERE day >= (now() AT TIME ZONE 'UTC')::date - 29 GROUP BY affiliate_id) AS booked
  WHERE id = affiliate_id`;

/** The orders themselves, where the schema has them; one in four has three lines. */
const PLACED = `
  INSERT INTO orders (storefront_id, order_id, currency, revenue, line_count, ordered_at, posted_at)
  SELECT storefront_id, order_id, currency, revenue, CASE WHEN n % 4 = 1 THEN 3 ELSE 0 END, at, at
  FROM (${ORDER}) AS stored ORDER BY n`;

const LINES = `
  INSERT INTO order_lines (order_id, position, line_id, sku, quantity, net, discount, fees, shipping, tax)
  SELECT id, position, position::text, 'SKU-' || position, 1, round(revenue * share, 2), 0, 0, 0, 0
  FROM orders, (VALUES (1, 0.5), (2, 0.3), (3, 0.2)) AS line(position, share) WHERE line_count > 0 ORDER BY 1, 2`;

/**
 * What the orders earn, by line where they have some. The parts of a line add up to the order's commission; refunded
 * orders have no lines.
 */
const COMMISSIONS = `
  INSERT INTO commissions (attribution_id, position, storefront_id, affiliate_id, currency, line_id, base, source, rate_bps,
                           amount, base_reversed, reversed, ordered_at, matures_at, explanation)
  SELECT attribution.id, coalesce(line.position, 0), attribution.storefront_id, affiliate_id, attribution.currency, line_id,
         coalesce(net, attribution.revenue), 'default', 1000,
         CASE position WHEN 1 THEN commission - round(commission * 0.3, 2) - round(commission * 0.2, 2)
                       WHEN 2 THEN round(commission * 0.3, 2) WHEN 3 THEN round(commission * 0.2, 2) ELSE commission END,
         refunded, commission_reversed, timestamp, timestamp,
         json_build_object('source', 'default', 'rule', NULL, 'base', '0', 'steps', json_build_array(), 'customer', NULL,
                           'isLocked', false, 'passedOver', json_build_array())
  FROM aff_attributions AS attribution
  JOIN orders ON orders.storefront_id = attribution.storefront_id AND orders.order_id = attribution.order_id
  LEFT JOIN order_lines AS line ON line.order_id = orders.id
  ORDER BY 1, 2`;

const ACCOUNTS = `
  INSERT INTO ledger_accounts (storefront_id, affiliate_id, kind, currency)
  SELECT storefront_id, NULL, 'expense.commission', currency FROM commissions GROUP BY 1, 4
  UNION ALL
  SELECT storefront_id, affiliate_id, 'pending', currency FROM commissions GROUP BY 1, 2, 4`;

/** PostgreSQL would take the accounts for few, and go through all of them for each commission. */
const ANALYZE = 'ANALYZE ledger_accounts, commissions';

/** All that was earned, and then all that was taken back. */
const TRANSFERS = `
  INSERT INTO ledger_transfers (debit_id, credit_id, currency, amount, cause, cause_id, leg, attribution_id, position,
                                event_at, posted_at, debit_seq, credit_seq)
  SELECT CASE WHEN is_refund THEN pending.id ELSE expense.id END, CASE WHEN is_refund THEN expense.id ELSE pending.id END,
         moved.currency, moved.amount, CASE WHEN is_refund THEN 'refund' ELSE 'accrue' END,
         attribution_id::text, position * 4, attribution_id, position, ordered_at, ordered_at,
         CASE WHEN is_refund THEN seq END, CASE WHEN NOT is_refund THEN seq END
  FROM (
    SELECT *, row_number() OVER (PARTITION BY affiliate_id, currency ORDER BY is_refund, attribution_id, position) AS seq
    FROM (SELECT storefront_id, affiliate_id, currency, attribution_id, position, ordered_at, false AS is_refund, amount FROM commissions
          UNION ALL
          SELECT storefront_id, affiliate_id, currency, attribution_id, position, ordered_at, true, reversed FROM commissions) AS part
    WHERE amount > 0) AS moved
  JOIN ledger_accounts AS pending
    ON pending.affiliate_id = moved.affiliate_id AND pending.currency = moved.currency AND pending.kind = 'pending'
  JOIN ledger_accounts AS expense
    ON expense.storefront_id = moved.storefront_id AND expense.currency = moved.currency AND expense.kind = 'expense.commission'
  ORDER BY moved.is_refund, moved.attribution_id, moved.position`;

const BALANCES = `
  INSERT INTO ledger_balances (account_id, storefront_id, kind, currency, debits, credits, seq)
  SELECT account.id, account.storefront_id, account.kind, account.currency, sum(debit), sum(credit), count(*)
  FROM (SELECT debit_id AS account_id, amount AS debit, 0 AS credit FROM ledger_transfers
        UNION ALL
        SELECT credit_id, 0, amount FROM ledger_transfers) AS side
  JOIN ledger_accounts AS account ON account.id = side.account_id
  WHERE account.affiliate_id IS NOT NULL GROUP BY account.id`;

/**
 * Fills a database of the hub, of this version or one before, with verified orders of the last `days` days and all that
 * hangs off them, among all of its affiliates. It must have none before.
 */
export async function storeOrders({ pool }: DatabaseConnection, howMany: number, days = DAYS): Promise<void> {
  await pool.query(
    `
    SELECT hub_ensure_partition('aff_event_ids', 'event_day', month::date)
    FROM generate_series(date_trunc('month', now() - interval '1 day' * $1::integer), now(), interval '1 month') AS month`,
    [days],
  );
  const { rows } = await pool.query<{ places: boolean; owes: boolean }>(
    `SELECT to_regclass('orders') IS NOT NULL AS places, to_regclass('commissions') IS NOT NULL AS owes`,
  );
  const { places = false, owes = false } = rows[0] ?? {};
  const now = new Date();
  for (const statement of [ATTRIBUTIONS, REFUNDS, EVENT_IDS, ...(places ? [PLACED] : [])])
    await pool.query(statement, [howMany, now, days]);
  for (const statement of [ROLLUPS, METRICS, ...(places ? [LINES] : [])]) await pool.query(statement);
  // Otherwise the hub would book them while it is measured.
  if (owes)
    for (const statement of [COMMISSIONS, ACCOUNTS, ANALYZE, TRANSFERS, BALANCES])
      await pool.query(statement);
  // Otherwise autovacuum would do it while the hub is measured.
  await pool.query('VACUUM (ANALYZE)');
  await pool.query('CHECKPOINT');
}
