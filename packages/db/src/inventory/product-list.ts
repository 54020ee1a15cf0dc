import { and, eq, getTableColumns, ilike, or, type SQL, sql } from 'drizzle-orm';
import { containsPattern, type Page } from '../core/keyset.ts';
import { beginsInIndex, hasWords } from '../core/matching.ts';
import {
  idCursor,
  isAfter,
  type ListPlace,
  placeOf,
  type SortedList,
  type SortKey,
  type SortRequest,
  sortedBy,
  toSortedPage,
} from '../core/sorted-list.ts';
import { countRows, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { isLow } from './low-stock.ts';
import { inventoryProducts, productLabels } from './tables.ts';

export type ProductRow = typeof inventoryProducts.$inferSelect;

/** `added`: order of creation. `urgency`: stock as a share of the threshold, then the number of missing units. */
export type ProductSort = 'added' | 'sku' | 'name' | 'stock' | 'threshold' | 'urgency';

export interface ProductFilter {
  lowStockOnly?: boolean | undefined;
  includeArchived?: boolean | undefined;
  /** Implies `includeArchived`. */
  archivedOnly?: boolean | undefined;
  /** Part of a SKU or a name. */
  search?: string | undefined;
  /** The beginning of a SKU, or of words of the name: of each word that is given. */
  match?: string | undefined;
  supplier?: string | undefined;
  /** Counts all that match, and not only 10,000; `match` finds them all. */
  isWhole?: boolean | undefined;
}

export interface ProductListRequest extends ProductFilter, Partial<SortRequest<ProductSort>> {
  limit: number;
  /** A place in the same order. */
  after?: ListPlace | undefined;
}

// The same text as in the partial index, so that the planner uses the index.
const isKept = sql`archived_at IS NULL`;

const id: SortKey = { by: sql`${inventoryProducts.id}`, type: 'bigint' };
const shareLeft = sql`(stock::numeric / greatest(threshold, 1))`;
const missing = sql`(stock - threshold)`;

export const productList: SortedList<ProductSort> = {
  sorts: {
    added: [id],
    sku: [{ by: sql`${inventoryProducts.sku}`, type: 'text' }],
    name: [
      { by: sql`${productLabels.name}`, type: 'text' },
      { by: sql`${productLabels.productId}`, type: 'bigint' },
    ],
    stock: [{ by: sql`${inventoryProducts.stock}`, type: 'bigint' }, id],
    threshold: [{ by: sql`${inventoryProducts.threshold}`, type: 'bigint' }, id],
    // The keys of an index, which holds low products only.
    urgency: [{ by: shareLeft, type: 'numeric' }, { by: missing, type: 'bigint' }, id],
  },
  plain: { sort: 'added', order: 'asc', ...idCursor },
};

/** Most urgent first. */
export const byUrgency = sql.join(sortedBy(productList.sorts.urgency, 'asc'), sql`, `);

/**
 * One page of products; oldest first by default. `urgency` needs `lowStockOnly`: it is defined for low products. With
 * `match`, the list has at most the first {@link MOST_MATCHES} that match, unless it is to be whole.
 */
export async function listProducts(db: Executor, request: ProductListRequest): Promise<Page<ProductRow>> {
  const { sort = 'added', order = 'asc', limit, after } = request;
  const keys = productList.sorts[sort];
  const isSpread = request.lowStockOnly === true && (sort === 'stock' || sort === 'threshold');
  const query = db
    .select({ ...getTableColumns(inventoryProducts), place: placeOf(keys) })
    .from(inventoryProducts)
    .$dynamic();
  if (sort === 'name' || needsLabels(request)) query.innerJoin(productLabels, isItsLabel);
  const rows = await query
    .where(
      and(
        filters(request),
        isSpread ? isAmongLow : undefined,
        sort === 'added' ? undefined : isAmongLabelled(request),
        isAfter(keys, order, after),
      ),
    )
    .orderBy(...sortedBy(keys, order))
    .limit(limit + 1);
  return toSortedPage(rows, limit, { list: productList, sort, order });
}

/** The rows and conditions of the products that a filter is about: of `inventory_products`, with their labels where needed. */
export function productMatches(filter: ProductFilter): { from: SQL; where: SQL | undefined } {
  const labels = needsLabels(filter) ? sql` JOIN ${productLabels} ON ${isItsLabel}` : sql``;
  return { from: sql`${inventoryProducts}${labels}`, where: filters(filter) };
}

/** The number of products that match, at most 10,000 unless `isWhole`. */
export async function countProducts(db: Executor, filter: ProductFilter): Promise<Total> {
  const { from, where } = productMatches(filter);
  const total = await countRows(db, sql`FROM ${from} WHERE ${where ?? sql`true`}`, filter);
  if (filter.match === undefined || total.isMore || filter.isWhole === true) return total;
  const { rows } = await db.execute<{ is_cut: boolean }>(
    sql`SELECT cardinality(ARRAY(${matching(filter, MOST_MATCHES + 1)})) > ${MOST_MATCHES} AS is_cut`,
  );
  return { ...total, isMore: rows[0]?.is_cut ?? false };
}

const isItsLabel = eq(productLabels.productId, inventoryProducts.id);

function needsLabels({ search, supplier, archivedOnly }: ProductFilter): boolean {
  return search !== undefined || supplier !== undefined || archivedOnly === true;
}

/** A few letters match any number of products, but nobody reads a list of more. */
const MOST_MATCHES = 10_000;

/**
 * Nothing more than that they are low. The planner expects few ids of an array, so that it reads these products instead
 * of going through an index of all stocks, at whose other end the low ones may be.
 */
const isAmongLow = sql`${inventoryProducts.id} = ANY (ARRAY(SELECT id FROM inventory_products WHERE ${isLow}))`;

/**
 * Nothing more than what the filter says of the labels, for the same reason: the products of a supplier, or the archived
 * ones, may all be at the other end of the order. In order of creation, the indexes of the labels have them in their order.
 */
function isAmongLabelled({ supplier, archivedOnly, includeArchived }: ProductFilter): SQL | undefined {
  if (supplier === undefined && archivedOnly !== true) return undefined;
  const conditions = [
    supplier === undefined ? undefined : sql`supplier = ${supplier}`,
    archivedOnly === true ? sql`is_archived` : includeArchived === true ? undefined : sql`NOT is_archived`,
  ];
  return sql`${inventoryProducts.id} = ANY (ARRAY(SELECT product_id FROM product_labels WHERE ${and(...conditions)}))`;
}

/** The ids of products whose SKU begins so, by SKU, then of those with such words in their names. */
function matching({ match = '', includeArchived, archivedOnly }: ProductFilter, most: number | null): SQL {
  const isAsked = archivedOnly ? sql`is_archived` : includeArchived ? sql`true` : sql`NOT is_archived`;
  const limit = most === null ? sql`` : sql`LIMIT ${most}`;
  const step = (condition: SQL) =>
    sql`(SELECT product_id FROM product_labels WHERE ${isAsked} AND ${condition} ${limit})`;
  const { sku, name } = productLabels;
  return sql`SELECT product_id FROM (
      ${step(beginsInIndex(sku, match))} UNION ${step(hasWords(name, match))}
    ) AS matching ${limit}`;
}

function filters(filter: ProductFilter): SQL | undefined {
  const { lowStockOnly, includeArchived, archivedOnly, search, supplier } = filter;
  const pattern = search === undefined ? undefined : containsPattern(search);
  const isAnyState = includeArchived === true || archivedOnly === true;
  return and(
    lowStockOnly === true ? isLow : isAnyState ? undefined : isKept,
    archivedOnly === true ? sql`${productLabels.isArchived}` : undefined,
    supplier === undefined ? undefined : eq(productLabels.supplier, supplier),
    // In addition to `archived_at`: the index on suppliers contains this column.
    supplier === undefined || isAnyState ? undefined : eq(productLabels.isArchived, false),
    pattern === undefined
      ? undefined
      : or(ilike(productLabels.sku, pattern), ilike(productLabels.name, pattern)),
    // As an array for the same reason.
    filter.match === undefined
      ? undefined
      : sql`${inventoryProducts.id} = ANY (ARRAY(${matching(filter, filter.isWhole === true ? null : MOST_MATCHES)}))`,
  );
}

/**
 * Returns the suppliers of products that are not archived, by name. Steps through the index from one supplier to the
 * next, without reading all of its products.
 */
export async function listSuppliers(db: Executor, limit: number): Promise<string[]> {
  const { rows } = await db.execute<{ supplier: string }>(sql`
    WITH RECURSIVE found AS (
      (SELECT supplier FROM product_labels WHERE NOT is_archived AND supplier IS NOT NULL ORDER BY supplier LIMIT 1)
      UNION ALL
      SELECT (SELECT supplier FROM product_labels
              WHERE NOT is_archived AND supplier > found.supplier ORDER BY supplier LIMIT 1)
      FROM found WHERE found.supplier IS NOT NULL)
    SELECT supplier FROM found WHERE supplier IS NOT NULL LIMIT ${limit}`);
  return rows.map(({ supplier }) => supplier);
}
