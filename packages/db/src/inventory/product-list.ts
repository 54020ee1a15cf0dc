import { and, asc, desc, eq, getTableColumns, ilike, or, type SQL, sql } from 'drizzle-orm';
import { containsPattern, decodeCursor, type Page } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { isLow } from './low-stock.ts';
import { inventoryProducts, productLabels } from './tables.ts';

export type ProductRow = typeof inventoryProducts.$inferSelect;

/** `added`: order of creation. `urgency`: stock as a share of the threshold, then the number of missing units. */
export type ProductSort = 'added' | 'sku' | 'name' | 'stock' | 'urgency';

/** Where a list of products continues: after this product, with the values that it was listed with. */
export interface ProductPosition {
  sort: ProductSort;
  descending: boolean;
  id: number;
  stock: number;
  threshold: number;
}

export interface ProductListRequest {
  limit: number;
  lowStockOnly?: boolean | undefined;
  includeArchived?: boolean | undefined;
  /** Part of a SKU or a name. */
  search?: string | undefined;
  supplier?: string | undefined;
  /** Default `added`. `urgency` needs `lowStockOnly`: it is defined for low products only. */
  sort?: ProductSort | undefined;
  descending?: boolean | undefined;
  /** A position in the same order. */
  after?: ProductPosition | undefined;
}

// The same text as in the partial index, so that the planner uses the index.
const isKept = sql`archived_at IS NULL`;

const { id, stock } = inventoryProducts;
const shareLeft = sql`(stock::numeric / greatest(threshold, 1))`;
const missing = sql`(stock - threshold)`;

/**
 * The sort keys of each order, and their values at a position. All ascending, so that one row comparison continues a
 * page.
 */
const orders: Record<ProductSort, { by: SQL[]; at: (position: ProductPosition) => SQL[] }> = {
  added: { by: [sql`${id}`], at: (product) => [sql`${product.id}::bigint`] },
  // Text may be too long for a cursor, so it is read from the table. A SKU never changes and no product is deleted.
  sku: {
    by: [sql`${inventoryProducts.sku}`],
    at: (product) => [sql`(SELECT sku FROM inventory_products WHERE id = ${product.id}::bigint)`],
  },
  name: {
    by: [sql`${productLabels.name}`, sql`${productLabels.productId}`],
    at: (product) => [
      sql`(SELECT name FROM product_labels WHERE product_id = ${product.id}::bigint)`,
      sql`${product.id}::bigint`,
    ],
  },
  stock: {
    by: [sql`${stock}`, sql`${id}`],
    at: (product) => [sql`${product.stock}::bigint`, sql`${product.id}::bigint`],
  },
  urgency: {
    by: [shareLeft, missing, sql`${id}`],
    at: (product) => [
      sql`${product.stock}::numeric / greatest(${product.threshold}::bigint, 1)`,
      sql`${product.stock}::bigint - ${product.threshold}::bigint`,
      sql`${product.id}::bigint`,
    ],
  },
};

/** Most urgent first. */
export const byUrgency = sql.join(orders.urgency.by, sql`, `);

/** One page of products. */
export async function listProducts(db: Executor, request: ProductListRequest): Promise<Page<ProductRow>> {
  const { sort = 'added', descending = false } = request;
  const order = orders[sort];
  const query = db.select(getTableColumns(inventoryProducts)).from(inventoryProducts).$dynamic();
  if (sort === 'name' || request.search !== undefined || request.supplier !== undefined) {
    query.innerJoin(productLabels, eq(productLabels.productId, id));
  }
  const rows = await query
    .where(and(...filters(request), isAfter(order, request.after)))
    .orderBy(...order.by.map(descending ? desc : asc))
    .limit(request.limit + 1);
  const items = rows.slice(0, request.limit);
  const last = items.at(-1);
  const hasMore = rows.length > request.limit && last !== undefined;
  return { items, nextCursor: hasMore ? encodeProductCursor({ ...last, sort, descending }) : null };
}

function filters(request: ProductListRequest): (SQL | undefined)[] {
  const pattern = request.search === undefined ? undefined : containsPattern(request.search);
  return [
    request.lowStockOnly === true ? isLow : request.includeArchived === true ? undefined : isKept,
    request.supplier === undefined ? undefined : eq(productLabels.supplier, request.supplier),
    // In addition to `archived_at`: the index on suppliers contains this column.
    request.supplier === undefined || request.includeArchived === true
      ? undefined
      : eq(productLabels.isArchived, false),
    pattern === undefined
      ? undefined
      : or(ilike(productLabels.sku, pattern), ilike(productLabels.name, pattern)),
  ];
}

function isAfter(
  { by, at }: { by: SQL[]; at: (position: ProductPosition) => SQL[] },
  after: ProductPosition | undefined,
): SQL | undefined {
  if (after === undefined) return undefined;
  const comparison = after.descending ? sql`<` : sql`>`;
  return sql`(${sql.join(by, sql`, `)}) ${comparison} (${sql.join(at(after), sql`, `)})`;
}

function encodeProductCursor({ sort, descending, id, stock, threshold }: ProductPosition): string {
  const direction = descending ? 'down' : 'up';
  return Buffer.from(`${sort}:${direction}:${id}:${stock}:${threshold}`).toString('base64url');
}

const CURSOR = /^(added|sku|name|stock|urgency):(up|down):(\d{1,15}):(\d{1,10}):(\d{1,10})$/;

/** Returns the position that a cursor of a product list stands for, or null when the cursor is not ours. */
export function decodeProductCursor(cursor: string): ProductPosition | null {
  // The format from before there was more than one order: a caller may still hold such a cursor.
  const id = decodeCursor(cursor);
  if (id !== null) return { sort: 'added', descending: false, id, stock: 0, threshold: 0 };
  return readPosition(cursor);
}

function readPosition(cursor: string): ProductPosition | null {
  const [, sort, direction, ...numbers] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (sort === undefined) return null;
  const [id = 0, stock = 0, threshold = 0] = numbers.map(Number);
  // A low product has a threshold above 0; a made-up cursor may not.
  if (sort === 'urgency' && threshold === 0) return null;
  return { sort: sort as ProductSort, descending: direction === 'down', id, stock, threshold };
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
