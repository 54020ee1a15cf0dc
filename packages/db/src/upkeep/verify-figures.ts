import { type SQL, sql } from 'drizzle-orm';
import { bookedFigures, rawFigures } from '../analytics/raw-figures.ts';
import type { Check } from './verify-check.ts';

/** The checks of figures over time: quarters of an hour against raw rows, their sums, and breakdowns against quarters. */

/** Quarters before it are still to be filled in. */
const filledFrom = sql`coalesce((SELECT at FROM figure_marks WHERE subject = 'backfill'), '-infinity')`;

const whole = { from: filledFrom, until: sql`'infinity'::timestamptz` };

/** Figures as rows of what and value. Keys: an affiliate's id; a storefront's orders that nobody is credited with: -id. */
const asRows = (key: SQL, day: SQL, source: SQL) => sql`
  SELECT key, day, what, sum(value) AS value
  FROM (SELECT ${key} AS key, ${day} AS day, clicks, orders, revenue, commission FROM ${source}) AS figures,
       LATERAL (VALUES ('figure_clicks', clicks::numeric), ('figure_orders', orders::numeric),
                       ('figure_revenue', revenue), ('figure_commission', commission)) AS amount(what, value)
  GROUP BY 1, 2, 3`;

const subject = sql`CASE affiliate_id WHEN 0 THEN -storefront_id ELSE affiliate_id END`;
const quarter = sql`to_char(bucket AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"')`;

const name = sql`
  CASE WHEN key < 0 THEN (SELECT 'storefront ' || slug FROM storefronts WHERE id = -key)
       ELSE (SELECT handle FROM affiliates WHERE id = key) END`;

/** Each quarter of an hour by itself, with the deltas that are not folded in yet, beside the raw rows. */
export const quartersCheck: Check = {
  actual: asRows(subject, quarter, sql`(${rawFigures(whole)}) AS raw`),
  booked: asRows(subject, quarter, sql`(${bookedFigures(whole)}) AS booked`),
  size: sql`SELECT count(*) FROM actual`,
  name,
};

/** Days of affiliates and storefronts, and months of affiliates, beside the sums of their quarters. */
export const figureSumsCheck: Check = {
  actual: sql`
    ${asRows(sql`affiliate_id`, sql`day::text`, dayOfQuarters('affiliate'))}
    UNION ALL
    ${asRows(sql`-storefront_id`, sql`day::text`, dayOfQuarters('storefront'))}
    UNION ALL
    ${asRows(
      sql`affiliate_id`,
      sql`to_char(day, 'YYYY-MM')`,
      sql`
      (SELECT * FROM affiliate_days
       WHERE day < (SELECT (at AT TIME ZONE 'UTC')::date FROM figure_marks WHERE subject = 'months')) AS days`,
    )}`,
  booked: sql`
    ${asRows(sql`affiliate_id`, sql`day::text`, sql`affiliate_days`)}
    UNION ALL
    ${asRows(sql`-storefront_id`, sql`day::text`, sql`storefront_days`)}
    UNION ALL
    ${asRows(sql`affiliate_id`, sql`to_char(day, 'YYYY-MM')`, sql`affiliate_months`)}`,
  size: sql`SELECT count(*) FROM actual`,
  name,
};

function dayOfQuarters(of: 'affiliate' | 'storefront'): SQL {
  return sql`
    (SELECT *, (bucket AT TIME ZONE 'UTC')::date AS day FROM ${sql.raw(`${of}_quarters`)}
     WHERE bucket < (SELECT at FROM figure_marks WHERE subject = 'days')) AS quarters`;
}

/** Clicks that breakdowns have: all of them from where they begin up to where they end. */
const brokenDown = sql`
  bucket >= greatest(${filledFrom}, coalesce((SELECT at FROM figure_marks WHERE subject = 'breakdowns_from'), '-infinity'))
  AND bucket < (SELECT at FROM figure_marks WHERE subject = 'breakdowns')`;

/**
 * The clicks of all breakdowns of an affiliate, and of a storefront as a whole, beside those of its quarters. A day has at
 * least as many clicks as the values of each dimension together.
 */
export const breakdownsCheck: Check = {
  actual: sql`
    SELECT key, 'all' AS day, 'breakdown_clicks' AS what, sum(clicks)::numeric AS value
    FROM (
      SELECT affiliate_id, clicks FROM affiliate_quarters WHERE ${brokenDown}
      UNION ALL
      SELECT affiliate_id, clicks
      FROM (SELECT bucket, unnest(affiliate_ids) AS affiliate_id, unnest(clicks) AS clicks FROM aff_rollup_deltas) AS delta
      WHERE ${brokenDown}
      UNION ALL
      SELECT affiliate_id, clicks FROM figure_deltas WHERE ${brokenDown}) AS clicked
    JOIN affiliates ON affiliates.id = affiliate_id, LATERAL (VALUES (affiliate_id), (-storefront_id)) AS whose(key)
    GROUP BY 1`,
  booked: sql`
    SELECT CASE affiliate_id WHEN 0 THEN -storefront_id ELSE affiliate_id END AS key, 'all' AS day,
           'breakdown_clicks' AS what, sum(clicks)::numeric AS value
    FROM click_breakdowns GROUP BY 1
    UNION ALL
    SELECT CASE affiliate_id WHEN 0 THEN -storefront_id ELSE affiliate_id END, day::text, 'breakdown_values',
           greatest(0, max(listed) - max(clicks))
    FROM click_breakdowns,
         LATERAL (VALUES (landing_paths), (referrer_hosts), (sub_ids), (devices), (browsers)) AS dimension(counts),
         LATERAL (SELECT coalesce(sum(value::numeric), 0) AS listed FROM jsonb_each_text(counts)) AS sum
    GROUP BY 1, 2`,
  size: sql`SELECT count(*) FROM actual`,
  name,
};
