import { type SQL, sql } from 'drizzle-orm';
import type { AffiliateStatus } from '../affiliates/affiliate-list.ts';

export type ProductBulkChange =
  | { set: 'threshold'; to: number }
  | { set: 'thresholdBy'; units: number }
  /** 100 doubles it; rounded to whole units, half away from zero. */
  | { set: 'thresholdByPercent'; percent: number }
  | { set: 'supplier'; to: string | null }
  | { set: 'archived'; to: boolean };

export type AffiliateBulkChange =
  | { set: 'commission'; toBps: number | null }
  | { set: 'status'; to: AffiliateStatus };

/** The one column that a bulk change sets. Values are JSON: a line keeps them, whatever their type. */
export interface BulkField {
  table: SQL;
  /** The value now. */
  current: SQL;
  /** What the change makes of it. */
  wanted: SQL;
  /** Why a row stays as it is; NULL where it changes. */
  refusal: SQL;
  /** Whether something else stands in the way of any value; unset: never. */
  isBarred?: SQL;
  /** Sets the column to the value in this column of a line. */
  assign: (value: SQL) => SQL;
}

const UNCHANGED = sql`'unchanged'`;
const MAX_INTEGER = 2_147_483_647;

/** JSON has a null of its own, which equals itself. */
const json = (column: SQL) => sql`coalesce(to_jsonb(${column}), 'null'::jsonb)`;

export function productField(change: ProductBulkChange): BulkField {
  const table = sql`inventory_products`;
  switch (change.set) {
    case 'threshold':
    case 'thresholdBy':
    case 'thresholdByPercent': {
      const column = sql`inventory_products.threshold`;
      const wanted = wantedThreshold(column, change);
      return {
        table,
        current: json(column),
        wanted: json(wanted),
        refusal: sql`CASE WHEN ${wanted} = ${column} THEN ${UNCHANGED}
          WHEN ${wanted} NOT BETWEEN 0 AND ${MAX_INTEGER}::bigint THEN 'out_of_range' END`,
        assign: (value) => sql`threshold = (${value})::integer`,
      };
    }
    case 'supplier': {
      const column = sql`inventory_products.supplier`;
      return {
        table,
        current: json(column),
        wanted: json(sql`${change.to}::text`),
        refusal: sql`CASE WHEN ${column} IS NOT DISTINCT FROM ${change.to}::text THEN ${UNCHANGED} END`,
        assign: (value) => sql`supplier = ${value} #>> '{}'`,
      };
    }
    case 'archived': {
      const isArchived = sql`(inventory_products.archived_at IS NOT NULL)`;
      return {
        table,
        current: json(isArchived),
        wanted: json(sql`${change.to}::boolean`),
        refusal: sql`CASE WHEN ${isArchived} = ${change.to}::boolean THEN ${UNCHANGED} END`,
        assign: (value) =>
          sql`archived_at = CASE WHEN (${value})::boolean THEN coalesce(archived_at, now()) END`,
      };
    }
  }
}

function wantedThreshold(
  column: SQL,
  change: Extract<ProductBulkChange, { set: `threshold${string}` }>,
): SQL {
  switch (change.set) {
    case 'threshold':
      return sql`${change.to}::bigint`;
    case 'thresholdBy':
      return sql`(${column} + ${change.units}::bigint)`;
    case 'thresholdByPercent':
      return sql`round(${column} * (100 + ${change.percent}::numeric) / 100)::bigint`;
  }
}

/** Whether a version of an affiliate's own rate has an end or begins later: a trigger could write no other beside it. */
const isOwnRateFixed = sql`EXISTS (
  SELECT FROM commission_rules
  WHERE affiliate_id = affiliates.id AND scope_key = affiliates.storefront_id || ' all affiliate:' || affiliates.id || ' any'
    AND (valid_to > now() OR valid_from > now()))`;

export function affiliateField(change: AffiliateBulkChange): BulkField {
  const table = sql`affiliates`;
  if (change.set === 'commission') {
    const column = sql`affiliates.commission_bps`;
    return {
      table,
      current: json(column),
      wanted: json(sql`${change.toBps}::integer`),
      refusal: sql`CASE WHEN ${column} IS NOT DISTINCT FROM ${change.toBps}::integer THEN ${UNCHANGED}
        WHEN ${isOwnRateFixed} THEN 'wrong_state' END`,
      isBarred: isOwnRateFixed,
      assign: (value) => sql`commission_bps = (${value} #>> '{}')::integer`,
    };
  }
  const column = sql`affiliates.status`;
  return {
    table,
    current: json(column),
    wanted: json(sql`${change.to}::text`),
    refusal: sql`CASE WHEN ${column} = ${change.to} THEN ${UNCHANGED}
      WHEN affiliates.merged_into_id IS NOT NULL THEN 'merged' END`,
    assign: (value) => sql`status = ${value} #>> '{}'`,
  };
}
