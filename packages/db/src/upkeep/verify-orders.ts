import { type SQL, sql } from 'drizzle-orm';
import { AMOUNT_LIMIT, decimalsOf, written } from '../core/columns.ts';
import { type Check, handle } from './verify-check.ts';

/** The checks of orders, their lines and refunds, and what is owed for them. */

/** Refunds of each order. */
const refundSums = sql`
  (SELECT storefront_id, order_key, coalesce(sum(amount), 0) AS total, bool_or(amount IS NULL) AS is_whole
   FROM aff_refunds GROUP BY 1, 2) AS refunds`;

/** Lost disputes of each order: they take from commissions as refunds do, though not from the revenue. */
const disputeSums = sql`
  (SELECT storefront_id, order_key, sum(amount) AS lost FROM disputes WHERE state = 'lost' GROUP BY 1, 2) AS disputed`;

/** Refunds of each affiliate's orders, by the orders' days, beside the refunded amounts stored with the orders. */
export const refundsCheck: Check = {
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
  div(2 * (commission * units) * (taken * units) + revenue * units, 2 * (revenue * units)) / units`;

/**
 * Each order by itself, void ones and claims included: its commission, and the part that its refunds reverse. The rules
 * are written out here instead of shared with the code that computes the amounts, so that each can expose the other's
 * mistakes.
 *
 * A commission by rate is revenue × rate, rounded half-even to the smallest unit of the currency. One that a trusted
 * caller gave must only lie within the contract's bounds: it may exceed the revenue. Orders from before the source was
 * stored may be either, except that claims have always been computed, so that they never exceed the revenue.
 */
export const ordersCheck: Check = {
  actual: sql`
    SELECT id AS key, (timestamp AT TIME ZONE 'UTC')::date AS day, what, value, stated
    FROM (
      SELECT attribution.*, coalesce(total, 0) + coalesce(lost, 0) AS taken,
             coalesce(is_whole OR (total > 0 AND total >= revenue), false) AS is_all,
             coalesce(is_whole, false) OR (coalesce(total, 0) + coalesce(lost, 0) > 0
               AND coalesce(total, 0) + coalesce(lost, 0) >= revenue) AS is_all_taken,
             kind = 'verified' AND EXISTS (
               SELECT FROM orders AS placed
               WHERE placed.storefront_id = attribution.storefront_id AND placed.order_key = attribution.order_key
                 AND line_count > 0) AS has_lines,
             ${decimalsOf(sql`currency`)} AS decimals, ('1e' || ${decimalsOf(sql`currency`)})::numeric AS units
      FROM aff_attributions AS attribution
      LEFT JOIN ${refundSums} USING (storefront_id, order_key)
      LEFT JOIN ${disputeSums} USING (storefront_id, order_key)
      -- Both are computed once a row, and not wherever they are used.
      OFFSET 0) AS orders,
      LATERAL (VALUES
        ('commission', ${written(sql`commission`, sql`decimals`)}, round(
          CASE WHEN commission_source IN ('own', 'default') THEN ${commissionByRate}
               ELSE greatest(0, least(commission, CASE kind WHEN 'claim' THEN revenue ELSE ${MOST_COMMISSION} END))
          END, decimals)),
        ('commission_reversed', ${written(sql`commission_reversed`, sql`decimals`)}, round(
          CASE WHEN is_all_taken THEN commission WHEN taken = 0 THEN 0 ELSE ${shareOfCommission} END, decimals)),
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
export const placedOrdersCheck: Check = {
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
 * Orders with lines: the commission that their attribution holds, and the part that refunds and lost disputes reverse, beside
 * what both come to line by line: as it was booked, or by the one rate of an order from before commissions were kept by line.
 * In whole smallest units of the currency.
 */
export const linesCheck: Check = {
  actual: sql`
    WITH named AS (
      SELECT storefront_id, order_key, refunded->>'lineId' AS line_id, sum((refunded->>'net')::numeric) AS net
      FROM aff_refunds, jsonb_array_elements(lines) AS refunded GROUP BY 1, 2, 3),
    line AS (
      SELECT attribution.id AS key, (attribution.timestamp AT TIME ZONE 'UTC')::date AS day, units,
             attribution.commission AS stated_commission, attribution.commission_reversed AS stated_reversed,
             attribution.commission * units AS given, attribution.commission_bps, line.position,
             placed.revenue * units AS revenue, (line.net - line.discount) * units AS goods,
             (line.net - line.discount + line.fees) * units AS base, booked.amount * units AS booked,
             (coalesce(refunds.total, 0) + coalesce(lost, 0)) * units AS total,
             coalesce(is_whole, false) OR (coalesce(refunds.total, 0) + coalesce(lost, 0) > 0
               AND coalesce(refunds.total, 0) + coalesce(lost, 0) >= placed.revenue) AS is_all,
             coalesce(named.net, 0) * units AS named
      FROM orders AS placed
      CROSS JOIN LATERAL (SELECT ('1e' || ${decimalsOf(sql`placed.currency`)})::numeric AS units) AS scale
      JOIN order_lines AS line ON line.order_id = placed.id
      JOIN aff_attributions AS attribution
        ON attribution.storefront_id = placed.storefront_id AND attribution.order_key = placed.order_key
        AND attribution.kind = 'verified'
      LEFT JOIN ${refundSums}
        ON refunds.storefront_id = placed.storefront_id AND refunds.order_key = placed.order_key
      LEFT JOIN ${disputeSums}
        ON disputed.storefront_id = placed.storefront_id AND disputed.order_key = placed.order_key
      LEFT JOIN commissions AS booked
        ON booked.attribution_id = attribution.id AND booked.position = line.position
      LEFT JOIN named
        ON named.storefront_id = placed.storefront_id AND named.order_key = placed.order_key
        AND named.line_id = line.line_id
      WHERE placed.line_count > 0),
    earned AS (
      SELECT key, day, units, stated_commission, stated_reversed, position, goods, revenue, total, is_all, named,
             CASE WHEN booked IS NOT NULL THEN booked
                  WHEN commission_bps IS NULL THEN ${withRest(sql`given`)}
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
