import { and, inArray, type SQL, sql } from 'drizzle-orm';
import { type AffiliateFilter, affiliateMatches } from '../affiliates/affiliate-list.ts';
import { affiliates } from '../affiliates/tables.ts';
import { numberArray } from '../core/pg-array.ts';
import type { Transaction } from '../database.ts';
import { type ProductFilter, productMatches } from '../inventory/product-list.ts';
import { inventoryProducts } from '../inventory/tables.ts';
import type { BulkLine } from './bulk-dao.ts';
import type { BulkField } from './bulk-fields.ts';

/** These rows, or all that match a filter and were there at a time. */
export type BulkChoice<Filter> = { ids: readonly number[] } | { filter: Filter; asOf: Date };

/** Writes a line for each chosen product. Returns how many. */
export function prepareProducts(
  tx: Transaction,
  changeId: string,
  { choice, field }: { choice: BulkChoice<ProductFilter>; field: BulkField },
): Promise<number> {
  const rows =
    'ids' in choice
      ? { from: sql`inventory_products`, where: inArray(inventoryProducts.id, [...choice.ids]) }
      : productMatches(choice.filter);
  return writeLines(tx, changeId, { ...rows, choice, field, createdAt: sql`inventory_products.created_at` });
}

/** Writes a line for each chosen affiliate. Returns how many. */
export function prepareAffiliates(
  tx: Transaction,
  changeId: string,
  { choice, field }: { choice: BulkChoice<AffiliateFilter>; field: BulkField },
): Promise<number> {
  const where = 'ids' in choice ? inArray(affiliates.id, [...choice.ids]) : affiliateMatches(choice.filter);
  return writeLines(tx, changeId, {
    ...{ from: sql`affiliates`, where, choice, field },
    createdAt: sql`affiliates.created_at`,
  });
}

/** Writes lines that the caller has judged. */
export async function writeJudged(
  tx: Transaction,
  changeId: string,
  lines: readonly BulkLine[],
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO bulk_change_lines (change_id, subject_id, before, after, outcome)
    SELECT ${changeId}, (line->>'subjectId')::bigint, nullif(line->'before', 'null'), nullif(line->'after', 'null'), line->>'outcome'
    FROM jsonb_array_elements(${JSON.stringify(lines)}::jsonb) AS line`);
}

async function writeLines(
  tx: Transaction,
  changeId: string,
  rows: {
    from: SQL;
    where: SQL | undefined;
    choice: BulkChoice<unknown>;
    field: BulkField;
    createdAt: SQL;
  },
): Promise<number> {
  const { choice, field } = rows;
  const seen =
    'asOf' in choice
      ? sql`${rows.createdAt} < ${choice.asOf.toISOString()}::timestamptz + interval '1 millisecond'`
      : undefined;
  const { rowCount } = await tx.execute(sql`
    INSERT INTO bulk_change_lines (change_id, subject_id, before, after, outcome)
    SELECT ${changeId}, ${field.table}.id, ${field.current}, ${field.wanted}, ${field.refusal}
    FROM ${rows.from} WHERE ${and(rows.where, seen) ?? sql`true`}`);
  if (!('ids' in choice)) return rowCount ?? 0;
  const unknown = await tx.execute(sql`
    INSERT INTO bulk_change_lines (change_id, subject_id, outcome)
    SELECT ${changeId}, id, 'unknown' FROM unnest(${numberArray(choice.ids, (id) => id)}::bigint[]) AS id
    ON CONFLICT DO NOTHING`);
  return (rowCount ?? 0) + (unknown.rowCount ?? 0);
}
