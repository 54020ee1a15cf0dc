import { sql } from 'drizzle-orm';
import { decimalsOf, written } from '../core/columns.ts';
import type { Database, Transaction } from '../database.ts';
import { type Check, handle } from './verify-check.ts';
import { breakdownsCheck, figureSumsCheck, quartersCheck } from './verify-figures.ts';
import {
  adjustmentsCheck,
  balancesCheck,
  commissionsCheck,
  conversionColumnsCheck,
  owedCheck,
  totalsCheck,
} from './verify-ledger.ts';
import { linesCheck, ordersCheck, placedOrdersCheck, refundsCheck } from './verify-orders.ts';
import { batchesCheck, cashCheck, inPayoutCheck, itemsCheck, mismatchesCheck } from './verify-payouts.ts';
import { type PeriodFinding, periodsCheck, statementsCheck } from './verify-periods.ts';

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
    | 'stock'
    | 'figure_clicks'
    | 'figure_orders'
    | 'figure_revenue'
    | 'figure_commission'
    | 'breakdown_clicks'
    | 'breakdown_values'
    | 'ledger_debits'
    | 'ledger_credits'
    | 'ledger_seq'
    | 'ledger_numbers'
    | 'ledger_total'
    | 'commission_pending'
    | 'commission_payable'
    | 'commission_held'
    | 'commission_spent'
    | 'commission_beyond'
    | 'conversion_commission'
    | 'conversion_reversed'
    | 'conversion_status'
    | 'adjustment'
    | 'owed'
    | 'in_payout'
    | 'payout_cash'
    | 'item_in_payout'
    | 'item_left'
    | 'mismatch'
    | 'batch_total'
    | 'batch_items'
    | 'batch_state'
    | PeriodFinding;
  /** The affiliate's handle, the SKU, or an order with its affiliate's handle: `order 1001 of tech-blog`. */
  of: string;
  /** Day (UTC) as `YYYY-MM-DD`; of figures, the quarter of an hour, the day or the month that they are of. */
  day: string;
  /** The booked value, and the value computed from the underlying rows. Decimal strings; 1 and 0 for yes and no. */
  booked: string;
  actual: string;
}

export interface Verification {
  /** Number of counted clicks, orders, affiliates, products and transfers of the ledger that were compared. */
  compared: { clicks: number; conversions: number; affiliates: number; products: number; transfers: number };
  /** Days whose clicks retention has dropped, all before `firstDay`; they are not compared. */
  skipped: { days: number; firstDay: string | null };
  /** Number of differences, and the first of them. */
  total: number;
  differences: Difference[];
}

/** How far the metrics may lag: twice the promised delay, plus a slow transaction. */
const GRACE_SECONDS = 5;
const SHOWN = 50;

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
        const figures = await run(tx, quartersCheck);
        const sums = await run(tx, figureSumsCheck);
        const breakdowns = await run(tx, breakdownsCheck);
        const balances = await run(tx, balancesCheck);
        const ledger = [
          await run(tx, totalsCheck),
          await run(tx, commissionsCheck),
          await run(tx, conversionColumnsCheck),
          await run(tx, adjustmentsCheck),
          await run(tx, owedCheck),
          await run(tx, periodsCheck),
          await run(tx, statementsCheck),
        ];
        const payouts = [
          await run(tx, inPayoutCheck),
          await run(tx, cashCheck),
          await run(tx, itemsCheck),
          await run(tx, mismatchesCheck),
          await run(tx, batchesCheck),
        ];
        const results = [
          ...[clicks, conversions, refunds, orders, placed, lines, metrics, stock],
          ...[figures, sums, breakdowns, balances],
          ...ledger,
          ...payouts,
        ];
        return {
          compared: {
            clicks: clicks.size,
            conversions: conversions.size,
            affiliates: metrics.size,
            products: stock.size,
            transfers: balances.size,
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
