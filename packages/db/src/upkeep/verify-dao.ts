import { type SQL, sql } from 'drizzle-orm';
import { AMOUNT_LIMIT, decimalsOf, written } from '../core/columns.ts';
import type { Database, Transaction } from '../database.ts';

/** Two sides of the books that do not agree. */
export interface Difference {
  what:
    | 'clicks'
    | 'conversions'
    | 'revenue'
    | 'refunded'
    | 'commission'
    | 'commission_reversed'
    | 'is_reversed'
    | 'order_revenue'
    | 'order_lines'
    | 'refund_lines'
    | 'clicks_30d'
    | 'conversions_30d'
    | 'revenue_30d'
    | 'verified_conversions'
    | 'verified_revenue'
    | 'verified_conversions_30d'
    | 'verified_revenue_30d'
    | 'stock';
  /** The affiliate's handle, the SKU, or an order with its affiliate's handle: `order 1001 of tech-blog`. */
  of: string;
  /** Day (UTC) as `YYYY-MM-DD`. */
  day: string;
  /** The booked value, and the value computed from the underlying rows. Decimal strings; 1 and 0 for yes and no. */
  booked: string;
  actual: string;
}

export interface Verification {
  /** Number of counted clicks, orders, affiliates and products that were compared. */
  compared: { clicks: number; conversions: number; affiliates: number; products: number };
  /** Days whose clicks retention has dropped, all before `firstDay`; they are not compared. */
  skipped: { days: number; firstDay: string | null };
  /** Number of differences, and the first of them. */
  total: number;
  differences: Difference[];
}

/** How far the metrics may lag: twice the promised delay, plus a slow transaction. */
const GRACE_SECONDS = 5;
const SHOWN = 50;

/** One check: two queries for (key, day, what, value) that should return the same. */
interface Check {
  actual: SQL;
  booked: SQL;
  /** The number of compared rows; may read `actual`. */
  size: SQL;
  /** The name of `key`'s row. */
  name: SQL;
}

interface CheckResult extends Record<string, unknown> {
  size: number;
  total: number;
  differences: Difference[];
}

/** Checks the books: compares them with the rows they are computed from. Read-only. */
export class VerifyDao {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Returns whether a process with this application name is connected to the database. */
  async isConnected(applicationName: string): Promise<boolean> {
    const { rowCount } = await this.#db.execute(sql`
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = ${applicationName} LIMIT 1`);
    return rowCount === 1;
  }

  /** Returns when the click came that was stored last; null when there is none. */
  async getNewestClickTime(): Promise<Date | null> {
    const { rows } = await this.#db.execute<{ at: string }>(
      sql`SELECT (timestamp AT TIME ZONE 'UTC')::text || 'Z' AS at FROM aff_clicks ORDER BY id DESC LIMIT 1`,
    );
    return rows[0] === undefined ? null : new Date(rows[0].at);
  }

  /** Compares everything as of one moment while the hub keeps working, in one pass over the clicks. */
  verify(): Promise<Verification> {
    return this.#db.transaction(
      async (tx) => {
        // Locks before the snapshot: a partition that is created or dropped in between would distort the result.
        await tx.execute(sql`LOCK TABLE aff_clicks, inventory_events IN ACCESS SHARE MODE`);
        // Enough for one sum per affiliate and day, so that millions of clicks need no sorting.
        await tx.execute(sql`SET LOCAL work_mem = '64MB'`);
        const moment = await readMoment(tx);
        const { firstDay, skippedDays, today } = moment;
        const clicks = await run(tx, clicksCheck(firstDay));
        const conversions = await run(tx, conversionsCheck);
        const refunds = await run(tx, refundsCheck);
        const orders = await run(tx, ordersCheck);
        const placed = await run(tx, placedOrdersCheck);
        const lines = await run(tx, linesCheck);
        // Until the day's first refresh, all metrics are yesterday's.
        const metrics = moment.isNewDay ? nothing : await run(tx, metricsCheck(moment));
        const stock = await run(tx, stockCheck(today));
        const results = [clicks, conversions, refunds, orders, placed, lines, metrics, stock];
        return {
          compared: {
            clicks: clicks.size,
            conversions: conversions.size,
            affiliates: metrics.size,
            products: stock.size,
          },
          skipped: { days: skippedDays, firstDay: skippedDays === 0 ? null : firstDay },
          total: results.reduce((total, result) => total + result.total, 0),
          differences: results.flatMap((result) => result.differences).slice(0, SHOWN),
        };
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    );
  }
}

const nothing: CheckResult = { size: 0, total: 0, differences: [] };

/** Returns the time of the snapshot, the time before which metrics have settled, and the first day with clicks. */
async function readMoment(tx: Transaction) {
  const { rows } = await tx.execute<{
    today: string;
    settledBefore: string;
    isNewDay: boolean;
    firstDay: string;
    skippedDays: number;
  }>(sql`
    SELECT (settled + grace)::date::text AS today,
           (settled AT TIME ZONE 'UTC')::text AS "settledBefore",
           settled < (settled + grace)::date AS "isNewDay",
           first_day::text AS "firstDay",
           (SELECT count(DISTINCT day) FROM aff_daily_rollups WHERE day < first_day AND clicks <> 0)::integer AS "skippedDays"
    FROM (SELECT make_interval(secs => ${GRACE_SECONDS}) AS grace,
                 (clock_timestamp() AT TIME ZONE 'UTC') - make_interval(secs => ${GRACE_SECONDS}) AS settled,
                 coalesce((SELECT (until AT TIME ZONE 'UTC')::date FROM retention_marks WHERE subject = 'clicks'),
                          '-infinity') AS first_day) AS snapshot`);
  if (rows[0] === undefined) throw new Error('the database did not return its time');
  return rows[0];
}

async function run(tx: Transaction, check: Check): Promise<CheckResult> {
  const { rows } = await tx.execute<CheckResult>(sql`
    WITH actual AS MATERIALIZED (${check.actual}),
    different AS MATERIALIZED (
      SELECT key, day, what, coalesce(booked.value, 0) AS booked, coalesce(actual.value, 0) AS actual
      FROM actual FULL JOIN (${check.booked}) AS booked USING (key, day, what)
      WHERE coalesce(booked.value, 0) <> coalesce(actual.value, 0)),
    shown AS (
      SELECT what, coalesce(${check.name}, key::text) AS of, day, booked::text, actual::text
      FROM different ORDER BY day, key, what LIMIT ${SHOWN})
    SELECT (${check.size})::float8 AS size, (SELECT count(*) FROM different)::float8 AS total,
           (SELECT coalesce(json_agg(shown), '[]') FROM shown) AS differences`);
  return rows[0] ?? nothing;
}

const handle = sql`(SELECT handle FROM affiliates WHERE id = key)`;

/** Counted clicks of each affiliate and day, beside the rollups and the deltas not yet folded into them. */
const clicksCheck = (firstDay: string): Check => ({
  actual: sql`
    SELECT affiliate_id AS key, (timestamp AT TIME ZONE 'UTC')::date AS day, 'clicks' AS what, count(*)::numeric AS value
    FROM aff_clicks WHERE counted AND timestamp >= ${firstDay}::timestamp AT TIME ZONE 'UTC'
    GROUP BY 1, 2`,
  booked: sql`
    SELECT affiliate_id AS key, day, 'clicks' AS what, sum(clicks)::numeric AS value
    FROM (SELECT affiliate_id, day, clicks FROM aff_daily_rollups
          UNION ALL
          SELECT delta.affiliate_id, day, delta.clicks
          FROM aff_rollup_deltas AS batch, unnest(batch.affiliate_ids, batch.clicks) AS delta(affiliate_id, clicks)
         ) AS part
    WHERE day >= ${firstDay}::date
    GROUP BY 1, 2`,
  size: sql`SELECT coalesce(sum(value), 0) FROM actual`,
  name: handle,
});

/** Orders that are neither void nor fully refunded nor kept apart, claims included, by day of arrival, beside the rollups. */
const conversionsCheck: Check = {
  actual: sql`
    SELECT affiliate_id AS key, day, what, value
    FROM (SELECT affiliate_id, (timestamp AT TIME ZONE 'UTC')::date AS day, count(*)::numeric AS conversions,
                 sum(revenue - refunded) AS revenue,
                 count(*) FILTER (WHERE kind = 'verified') AS verified_conversions,
                 coalesce(sum(revenue - refunded) FILTER (WHERE kind = 'verified'), 0) AS verified_revenue
          FROM aff_attributions WHERE status <> 'void' AND NOT is_reversed AND NOT is_apart GROUP BY 1, 2) AS sums,
         LATERAL (VALUES ('conversions', conversions), ('revenue', revenue),
                         ('verified_conversions', verified_conversions), ('verified_revenue', verified_revenue)
                 ) AS amount(what, value)`,
  booked: sql`
    SELECT affiliate_id AS key, day, what, value
    FROM aff_daily_rollups,
         LATERAL (VALUES ('conversions', conversions::numeric), ('revenue', revenue),
                         ('verified_conversions', verified_conversions::numeric), ('verified_revenue', verified_revenue)
                 ) AS amount(what, value)`,
  size: sql`SELECT coalesce(sum(value), 0) FROM actual WHERE what = 'conversions'`,
  name: handle,
};

/** Refunds of each order. */
const refundSums = sql`
  (SELECT storefront_id, order_key, coalesce(sum(amount), 0) AS total, bool_or(amount IS NULL) AS is_whole
   FROM aff_refunds GROUP BY 1, 2) AS refunds`;

/** Refunds of each affiliate's orders, by the orders' days, beside the refunded amounts stored with the orders. */
const refundsCheck: Check = {
  actual: sql`
    SELECT affiliate_id AS key, (timestamp AT TIME ZONE 'UTC')::date AS day, 'refunded' AS what,
           ${written(
             sql`sum(CASE WHEN is_whole THEN revenue ELSE least(total, revenue) END)`,
             decimalsOf(sql`min(currency)`),
           )} AS value
    FROM aff_attributions JOIN ${refundSums} USING (storefront_id, order_key)
    GROUP BY 1, 2`,
  booked: sql`
    SELECT affiliate_id AS key, (timestamp AT TIME ZONE 'UTC')::date AS day, 'refunded' AS what, sum(refunded) AS value
    FROM aff_attributions WHERE refunded <> 0 GROUP BY 1, 2`,
  size: sql`SELECT count(*) FROM aff_refunds`,
  name: handle,
};

/** The maximum of the contract and of the column: one smallest unit less than a trillion. */
const MOST_COMMISSION = sql`(${AMOUNT_LIMIT} - 1 / units)`;

// In whole smallest units of the currency, where `div` and `mod` are exact: the result of a division would be rounded twice.
const scaledCommission = sql`(revenue * units * commission_bps)`;
const commissionByRate = sql`
  (div(${scaledCommission}, 10000)
   + CASE WHEN mod(${scaledCommission}, 10000) > 5000 THEN 1
          WHEN mod(${scaledCommission}, 10000) = 5000 THEN mod(div(${scaledCommission}, 10000), 2)
          ELSE 0 END) / units`;
const shareOfCommission = sql`
  div(2 * (commission * units) * (total * units) + revenue * units, 2 * (revenue * units)) / units`;

/**
 * Each order by itself, void ones and claims included: its commission, and the part that its refunds reverse. The rules
 * are written out here instead of shared with the code that computes the amounts, so that each can expose the other's
 * mistakes.
 *
 * A commission by rate is revenue × rate, rounded half-even to the smallest unit of the currency. One that a trusted
 * caller gave must only lie within the contract's bounds: it may exceed the revenue. Orders from before the source was
 * stored may be either, except that claims have always been computed, so that they never exceed the revenue.
 */
const ordersCheck: Check = {
  actual: sql`
    SELECT id AS key, (timestamp AT TIME ZONE 'UTC')::date AS day, what, value, stated
    FROM (
      SELECT attribution.*, coalesce(total, 0) AS total,
             coalesce(is_whole OR (total > 0 AND total >= revenue), false) AS is_all,
             kind = 'verified' AND EXISTS (
               SELECT FROM orders AS placed
               WHERE placed.storefront_id = attribution.storefront_id AND placed.order_key = attribution.order_key
                 AND line_count > 0) AS has_lines,
             ${decimalsOf(sql`currency`)} AS decimals, ('1e' || ${decimalsOf(sql`currency`)})::numeric AS units
      FROM aff_attributions AS attribution LEFT JOIN ${refundSums} USING (storefront_id, order_key)
      -- Both are computed once a row, and not wherever they are used.
      OFFSET 0) AS orders,
      LATERAL (VALUES
        ('commission', ${written(sql`commission`, sql`decimals`)}, round(
          CASE WHEN commission_source IN ('own', 'default') THEN ${commissionByRate}
               ELSE greatest(0, least(commission, CASE kind WHEN 'claim' THEN revenue ELSE ${MOST_COMMISSION} END))
          END, decimals)),
        ('commission_reversed', ${written(sql`commission_reversed`, sql`decimals`)}, round(
          CASE WHEN is_all THEN commission WHEN total = 0 THEN 0 ELSE ${shareOfCommission} END, decimals)),
        ('is_reversed', is_reversed::integer, is_all::integer)) AS amount(what, stated, value)
    WHERE stated IS DISTINCT FROM value
      -- Of an order with lines, both are counted by line.
      AND NOT (has_lines AND what IN ('commission', 'commission_reversed'))`,
  booked: sql`SELECT key, day, what, stated AS value FROM actual`,
  size: sql`SELECT count(*) FROM actual`,
  name: sql`
    (SELECT 'order ' || order_id || ' of ' || handle
     FROM aff_attributions AS attribution JOIN affiliates ON affiliates.id = affiliate_id WHERE attribution.id = key)`,
};

/** Each stored order by itself: its revenue beside what its lines come to and what was credited, its refunds by line. */
const placedOrdersCheck: Check = {
  actual: sql`
    SELECT placed.id AS key, (posted_at AT TIME ZONE 'UTC')::date AS day, what, value, stated
    FROM orders AS placed
    LEFT JOIN (
      SELECT order_id, count(*) AS lines, sum(net - discount) AS goods, sum(discount) AS discount, sum(fees) AS fees,
             sum(shipping) AS shipping, sum(tax) AS tax
      FROM order_lines GROUP BY 1) AS line ON line.order_id = placed.id
    LEFT JOIN aff_attributions AS attribution
      ON attribution.storefront_id = placed.storefront_id AND attribution.order_key = placed.order_key
      AND attribution.kind = 'verified'
    LEFT JOIN (
      SELECT storefront_id, order_key, sum(amount) AS amount,
             sum((SELECT sum((line->>'net')::numeric) FROM jsonb_array_elements(refund.lines) AS line)) AS by_line
      FROM aff_refunds AS refund WHERE lines IS NOT NULL GROUP BY 1, 2) AS refund
      ON refund.storefront_id = placed.storefront_id AND refund.order_key = placed.order_key,
    LATERAL (VALUES
      ('order_revenue', attribution.revenue, placed.revenue),
      ('order_revenue', placed.revenue,
       CASE WHEN line_count > 0
         THEN goods + coalesce(placed.shipping, 0) + coalesce(placed.tax, 0) + coalesce(placed.fees, 0) END),
      ('order_lines', line_count, coalesce(lines, 0)),
      ('order_lines', placed.shipping, line.shipping), ('order_lines', placed.tax, line.tax),
      ('order_lines', greatest(coalesce(placed.fees, 0), -goods), line.fees),
      -- A discount that the nets have in them is on no line.
      ('order_lines', nullif(placed.discount, 0), nullif(line.discount, 0)),
      ('refund_lines', refund.amount, by_line)) AS amount(what, stated, value)
    WHERE stated <> value`,
  booked: sql`SELECT key, day, what, stated AS value FROM actual`,
  size: sql`SELECT count(*) FROM orders`,
  name: sql`(SELECT 'order ' || order_id FROM orders WHERE id = key)`,
};

/** Allocates `amount` by `weight` over the lines of a key: the largest remainders get what rounding down leaves. */
const allocated = (amount: SQL, weight: SQL) => {
  const whole = sql`sum(${weight}) OVER (PARTITION BY key)`;
  return sql`
    CASE WHEN ${whole} = 0 THEN CASE position WHEN 1 THEN ${amount} ELSE 0 END
         ELSE div(${amount} * ${weight}, ${whole}) END AS floor,
    CASE WHEN ${whole} = 0 THEN 0 ELSE mod(${amount} * ${weight}, ${whole}) END AS remainder`;
};

const withRest = (amount: SQL) => sql`
  floor + CASE WHEN remainder > 0
      AND row_number() OVER (PARTITION BY key ORDER BY remainder DESC, position)
          <= ${amount} - sum(floor) OVER (PARTITION BY key) THEN 1 ELSE 0 END`;

/**
 * Orders with lines: the commission that their attribution holds, and the part that refunds reverse, beside what both come
 * to line by line. In whole smallest units of the currency.
 */
const linesCheck: Check = {
  actual: sql`
    WITH named AS (
      SELECT storefront_id, order_key, refunded->>'lineId' AS line_id, sum((refunded->>'net')::numeric) AS net
      FROM aff_refunds, jsonb_array_elements(lines) AS refunded GROUP BY 1, 2, 3),
    line AS (
      SELECT attribution.id AS key, (attribution.timestamp AT TIME ZONE 'UTC')::date AS day, units,
             attribution.commission AS stated_commission, attribution.commission_reversed AS stated_reversed,
             attribution.commission * units AS given, attribution.commission_bps, line.position,
             placed.revenue * units AS revenue, (line.net - line.discount) * units AS goods,
             (line.net - line.discount + line.fees) * units AS base, coalesce(refunds.total, 0) * units AS total,
             coalesce(is_whole OR (refunds.total > 0 AND refunds.total >= placed.revenue), false) AS is_all,
             coalesce(named.net, 0) * units AS named
      FROM orders AS placed
      CROSS JOIN LATERAL (SELECT ('1e' || ${decimalsOf(sql`placed.currency`)})::numeric AS units) AS scale
      JOIN order_lines AS line ON line.order_id = placed.id
      JOIN aff_attributions AS attribution
        ON attribution.storefront_id = placed.storefront_id AND attribution.order_key = placed.order_key
        AND attribution.kind = 'verified'
      LEFT JOIN ${refundSums}
        ON refunds.storefront_id = placed.storefront_id AND refunds.order_key = placed.order_key
      LEFT JOIN named
        ON named.storefront_id = placed.storefront_id AND named.order_key = placed.order_key
        AND named.line_id = line.line_id
      WHERE placed.line_count > 0),
    earned AS (
      SELECT key, day, units, stated_commission, stated_reversed, position, goods, revenue, total, is_all, named,
             CASE WHEN commission_bps IS NULL THEN ${withRest(sql`given`)}
                  ELSE div(base * commission_bps, 10000)
                       + CASE WHEN mod(base * commission_bps, 10000) > 5000 THEN 1
                              WHEN mod(base * commission_bps, 10000) = 5000
                              THEN mod(div(base * commission_bps, 10000), 2) ELSE 0 END
             END AS commission
      FROM (SELECT *, ${allocated(sql`given`, sql`goods`)} FROM line) AS shared),
    known AS (
      SELECT *, least(named, goods) AS own, total - sum(named) OVER (PARTITION BY key) AS unnamed,
             sum(goods - least(named, goods)) OVER (PARTITION BY key) AS left_goods,
             revenue - sum(least(named, goods)) OVER (PARTITION BY key) AS left_revenue
      FROM earned),
    weighed AS (
      SELECT *,
             CASE WHEN unnamed <= 0 THEN 0 WHEN unnamed >= left_revenue THEN left_goods
                  ELSE least(left_goods, div(2 * unnamed * left_goods + left_revenue, 2 * left_revenue))
             END AS on_goods
      FROM known),
    given_back AS (
      SELECT *, own + ${withRest(sql`on_goods`)} AS refunded
      FROM (SELECT *, ${allocated(sql`on_goods`, sql`(goods - own)`)} FROM weighed) AS shared),
    of_order AS (
      SELECT key, min(day) AS day, min(units) AS units, min(stated_commission) AS stated_commission,
             min(stated_reversed) AS stated_reversed, sum(commission) AS commission,
             sum(CASE WHEN is_all OR (refunded > 0 AND refunded >= goods) THEN commission
                      WHEN refunded = 0 THEN 0
                      ELSE div(2 * commission * refunded + goods, 2 * goods) END) AS reversed
      FROM given_back GROUP BY key)
    SELECT key, day, what, value / units AS value, stated
    FROM of_order,
         LATERAL (VALUES ('commission', stated_commission, commission),
                         ('commission_reversed', stated_reversed, reversed)) AS amount(what, stated, value)
    WHERE stated * units <> value`,
  booked: sql`SELECT key, day, what, stated AS value FROM actual`,
  size: sql`SELECT count(*) FROM orders WHERE line_count > 0`,
  name: ordersCheck.name,
};

/** The last 30 days of rollups, beside each affiliate's metrics. Affiliates that changed just now are left out. */
const metricsCheck = ({ today, settledBefore }: { today: string; settledBefore: string }): Check => {
  const amounts = (source: string) => sql`
    LATERAL (VALUES ('clicks_30d', ${sql.raw(source)}.clicks_30d::numeric),
                    ('conversions_30d', ${sql.raw(source)}.conversions_30d::numeric),
                    ('revenue_30d', ${sql.raw(source)}.revenue_30d),
                    ('verified_conversions_30d', ${sql.raw(source)}.verified_conversions_30d::numeric),
                    ('verified_revenue_30d', ${sql.raw(source)}.verified_revenue_30d)) AS amount(what, value)`;
  const fresh = sql`
    (SELECT affiliate_id, coalesce(sum(clicks), 0) AS clicks_30d, coalesce(sum(conversions), 0) AS conversions_30d,
            coalesce(sum(revenue), 0) AS revenue_30d,
            coalesce(sum(verified_conversions), 0) AS verified_conversions_30d,
            coalesce(sum(verified_revenue), 0) AS verified_revenue_30d,
            max(updated_at) > ${settledBefore}::timestamptz AS is_moving
     FROM aff_daily_rollups WHERE day > ${today}::date - 30 GROUP BY 1) AS fresh`;
  const decimals = decimalsOf(sql`currency`);
  return {
    actual: sql`
      SELECT affiliate_id AS key, ${today}::date AS day, what, value
      FROM ${fresh}, ${amounts('fresh')} WHERE NOT is_moving`,
    booked: sql`
      SELECT booked.id AS key, ${today}::date AS day, what, value
      FROM (
        SELECT affiliates.id, clicks_30d, conversions_30d, verified_conversions_30d,
               ${written(sql`revenue_30d`, decimals)} AS revenue_30d,
               ${written(sql`verified_revenue_30d`, decimals)} AS verified_revenue_30d
        FROM affiliates JOIN storefronts ON storefronts.id = storefront_id) AS booked
      LEFT JOIN ${fresh} ON affiliate_id = booked.id, ${amounts('booked')}
      WHERE is_moving IS NOT true`,
    size: sql`SELECT count(*) FROM affiliates`,
    name: handle,
  };
};

/**
 * The sum of each product's movements, also of those that retention has dropped, beside its stock; archived products
 * included. Announcements do not count.
 */
const stockCheck = (today: string): Check => ({
  actual: sql`
    SELECT sku AS key, ${today}::date AS day, 'stock' AS what, sum(units)::numeric AS value
    FROM (SELECT sku, quantity_delta AS units FROM inventory_events WHERE event_type <> 'low_stock'
          UNION ALL
          SELECT sku, balance FROM stock_opening_balances) AS movement
    GROUP BY 1`,
  booked: sql`
    SELECT sku AS key, ${today}::date AS day, 'stock' AS what, stock::numeric AS value FROM inventory_products`,
  size: sql`SELECT count(*) FROM inventory_products`,
  name: sql`NULL`,
});
