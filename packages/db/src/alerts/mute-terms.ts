import { type SQL, sql } from 'drizzle-orm';

/** Whether a mute of `alert_mutes` still lasts. */
export const isInForce = sql.raw('(until IS NULL OR until > now())');

/** The mutes in force, as {@link reaching} takes them. */
const mutesInForce = sql`SELECT id, kind, key, until, created_by FROM alert_mutes WHERE ${isInForce}`;

/**
 * CTEs that end with `reaching (product_id, mute_id, until, created_by)`: which of the mutes reach which products of the
 * CTE `wanted`, which has `id`, `sku` and `supplier`. `mutes` selects `id`, `kind`, `key`, `until` and `created_by`.
 *
 * Mutes and products are joined by equality alone, so that ten thousand of the one and of the other cost no more than
 * reading both: of a SKU, a prefix can only be its beginning of one of the lengths that prefixes have. Without prefixes
 * no text is computed.
 */
export function reaching(mutes: SQL): SQL {
  return sql`muting AS MATERIALIZED (${mutes}),
    sizes AS MATERIALIZED (SELECT DISTINCT length(key) AS size FROM muting WHERE kind = 'prefix'),
    texts AS MATERIALIZED (
      SELECT id, hub_search_text(sku) AS text FROM wanted WHERE EXISTS (SELECT FROM sizes)),
    reaching AS (
      SELECT wanted.id AS product_id, muting.id AS mute_id, until, created_by
      FROM wanted JOIN muting ON muting.kind = 'sku' AND muting.key = wanted.sku
      UNION ALL
      SELECT wanted.id, muting.id, until, created_by
      FROM wanted JOIN muting ON muting.kind = 'supplier' AND muting.key = wanted.supplier
      UNION ALL
      SELECT beginning.id, muting.id, until, created_by
      FROM (SELECT id, left(text, size) AS text FROM texts CROSS JOIN sizes) AS beginning
      JOIN muting ON muting.kind = 'prefix' AND muting.key = beginning.text)`;
}

/** The same with a last CTE `muted`: each product that is muted once, with the mute that lasts longest. */
export function muted(mutes: SQL = mutesInForce): SQL {
  return sql`${reaching(mutes)},
    muted AS MATERIALIZED (
      SELECT DISTINCT ON (product_id) * FROM reaching
      ORDER BY product_id, until DESC NULLS FIRST, mute_id)`;
}
