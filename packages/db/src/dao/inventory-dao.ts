import { and, asc, desc, eq, gt, ilike, lt, or, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { inventoryEvents, inventoryProducts } from '../schema/index.ts';
import { containsPattern, cursorId, type Page, type PageRequest, toPage } from './keyset.ts';

export type ProductRow = typeof inventoryProducts.$inferSelect;
export type InventoryEventRow = typeof inventoryEvents.$inferSelect;

/** A stock change that happened. */
export interface StockChange {
  product: ProductRow;
  oldStock: number;
}

export type StockResult =
  | ({ outcome: 'changed' } & StockChange)
  | { outcome: 'not_found' }
  /** The stock is not what the caller expected, or the delta would leave the range 0 to 2,147,483,647. */
  | { outcome: 'refused'; stock: number };

/** Most urgent first: by the share of the threshold that is left, then by what is missing. */
const byUrgency = sql`stock::numeric / threshold, threshold - stock DESC, id`;

// The same text as the partial index's predicate, so that the planner recognises it.
const isLow = sql`stock < threshold AND archived_at IS NULL`;

/** Products and their history. Every stock change is one guarded statement plus one movement, in one transaction. */
export class InventoryDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Inserts a product and its opening movement; null when the SKU is taken. */
  createProduct(data: {
    sku: string;
    name: string;
    stock: number;
    threshold: number;
    unitPrice: string | null;
    supplier: string | null;
  }): Promise<ProductRow | null> {
    return this.#db.transaction(async (tx) => {
      const [product] = await tx
        .insert(inventoryProducts)
        .values(data)
        .onConflictDoNothing({ target: inventoryProducts.sku })
        .returning();
      if (product === undefined) return null;
      await new InventoryDao(tx).logEvent({
        sku: product.sku,
        eventType: 'initial',
        oldStock: 0,
        newStock: product.stock,
        quantityDelta: product.stock,
      });
      return product;
    });
  }

  /** One page of products, oldest first. */
  async getProducts(
    request: PageRequest & {
      lowStockOnly?: boolean | undefined;
      includeArchived?: boolean | undefined;
      search?: string | undefined;
    } = { limit: 1000 },
  ): Promise<Page<ProductRow>> {
    const pattern = request.search === undefined ? undefined : containsPattern(request.search);
    const rows = await this.#db
      .select()
      .from(inventoryProducts)
      .where(
        and(
          request.afterId === undefined ? undefined : gt(inventoryProducts.id, cursorId(request.afterId)),
          request.lowStockOnly === true ? isLow : undefined,
          request.includeArchived === true ? undefined : sql`archived_at IS NULL`,
          pattern === undefined
            ? undefined
            : or(ilike(inventoryProducts.sku, pattern), ilike(inventoryProducts.name, pattern)),
        ),
      )
      .orderBy(asc(inventoryProducts.id))
      .limit(request.limit + 1);
    return toPage(rows, request.limit);
  }

  async getProductBySku(sku: string): Promise<ProductRow | null> {
    const rows = await this.#db
      .select()
      .from(inventoryProducts)
      .where(eq(inventoryProducts.sku, sku))
      .limit(1);
    return rows[0] ?? null;
  }

  /** Changes what is given, never the stock; null when there is no such product. */
  async updateProduct(
    sku: string,
    change: {
      name?: string;
      threshold?: number;
      unitPrice?: string | null;
      supplier?: string | null;
      isArchived?: boolean;
    },
  ): Promise<ProductRow | null> {
    const { isArchived, ...columns } = change;
    const rows = await this.#db
      .update(inventoryProducts)
      .set({
        ...columns,
        archivedAt:
          isArchived === undefined ? sql`archived_at` : isArchived ? sql`coalesce(archived_at, now())` : null,
      })
      .where(eq(inventoryProducts.sku, sku))
      .returning();
    return rows[0] ?? null;
  }

  /** Sets the stock to a counted level, if it is `expectedStock` now when that is given. */
  updateStock(sku: string, stock: number, expectedStock?: number): Promise<StockResult> {
    return this.#changeStock(sku, {
      newStock: sql`${stock}::bigint`,
      guard: expectedStock === undefined ? sql`true` : sql`before.stock = ${expectedStock}`,
      eventType: (delta) => (delta > 0 ? 'restocked' : 'adjusted'),
    });
  }

  /** Adds `quantityDelta` to the stock, never below zero. */
  adjustStock(sku: string, quantityDelta: number, eventType: string): Promise<StockResult> {
    return this.#changeStock(sku, {
      newStock: sql`before.stock::bigint + ${quantityDelta}`,
      guard: sql`true`,
      eventType: () => eventType,
    });
  }

  #changeStock(
    sku: string,
    change: {
      newStock: ReturnType<typeof sql>;
      guard: ReturnType<typeof sql>;
      eventType: (delta: number) => string;
    },
  ): Promise<StockResult> {
    return this.#db.transaction(async (tx) => {
      // NO KEY UPDATE: alert episodes reference the product and must not wait for a stock change.
      const { rows } = await tx.execute<{ old_stock: number; changed: boolean }>(sql`
        WITH before AS (
          SELECT id, stock FROM inventory_products WHERE sku = ${sku} AND archived_at IS NULL FOR NO KEY UPDATE
        ), changed AS (
          UPDATE inventory_products AS product SET stock = (${change.newStock})::integer
          FROM before
          WHERE product.id = before.id AND ${change.guard}
            AND ${change.newStock} BETWEEN 0 AND 2147483647
          RETURNING product.id
        )
        SELECT before.stock AS old_stock, EXISTS (SELECT FROM changed) AS changed FROM before`);
      const before = rows[0];
      if (before === undefined) return { outcome: 'not_found' };
      if (!before.changed) return { outcome: 'refused', stock: before.old_stock };

      const dao = new InventoryDao(tx);
      const product = await dao.getProductBySku(sku);
      if (product === null) throw new Error(`product ${sku} vanished inside its own transaction`);
      const quantityDelta = product.stock - before.old_stock;
      const eventType = change.eventType(quantityDelta);
      const event = await dao.logEvent({
        sku,
        eventType,
        oldStock: before.old_stock,
        newStock: product.stock,
        quantityDelta,
      });
      if (eventType === 'restocked') {
        await tx
          .update(inventoryProducts)
          .set({ lastRestocked: event.timestamp })
          .where(eq(inventoryProducts.id, product.id));
        product.lastRestocked = event.timestamp;
      }
      return { outcome: 'changed', product, oldStock: before.old_stock };
    });
  }

  /** What is low now, most urgent first, and how many there are in all. */
  async getLowStockProducts(limit = 500): Promise<{ items: ProductRow[]; total: number }> {
    const items = await this.#db
      .select()
      .from(inventoryProducts)
      .where(isLow)
      .orderBy(byUrgency)
      .limit(limit);
    const { rows } = await this.#db.execute<{ total: number }>(
      sql`SELECT count(*)::integer AS total FROM inventory_products WHERE ${isLow}`,
    );
    return { items, total: rows[0]?.total ?? items.length };
  }

  /** Writes one line of history. */
  async logEvent(data: {
    sku: string;
    eventType: string;
    oldStock: number | null;
    newStock: number | null;
    quantityDelta: number | null;
    metadata?: Record<string, unknown>;
  }): Promise<InventoryEventRow> {
    const [row] = await this.#db.insert(inventoryEvents).values(data).returning();
    if (row === undefined) throw new Error('the insert of an inventory event returned no row');
    return row;
  }

  /** One page of history, newest first. */
  async getEvents(sku?: string, limit = 50, afterId?: number): Promise<Page<InventoryEventRow>> {
    const rows = await this.#db
      .select()
      .from(inventoryEvents)
      .where(
        and(
          sku === undefined ? undefined : eq(inventoryEvents.sku, sku),
          afterId === undefined ? undefined : lt(inventoryEvents.id, cursorId(afterId)),
        ),
      )
      .orderBy(desc(inventoryEvents.id))
      .limit(limit + 1);
    return toPage(rows, limit);
  }

  /** How many products are kept. */
  async countProducts(): Promise<number> {
    const { rows } = await this.#db.execute<{ total: number }>(
      sql`SELECT count(*)::integer AS total FROM inventory_products WHERE archived_at IS NULL`,
    );
    return rows[0]?.total ?? 0;
  }
}
