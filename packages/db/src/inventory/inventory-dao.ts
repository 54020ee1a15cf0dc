import { eq, inArray, sql } from 'drizzle-orm';
import type { Page } from '../core/keyset.ts';
import { readClock, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import {
  countEvents,
  type EventFilter,
  type EventListRequest,
  type InventoryEventRow,
  listEvents,
} from './event-list.ts';
import { isLow } from './low-stock.ts';
import {
  byUrgency,
  countProducts,
  listProducts,
  listSuppliers,
  type ProductFilter,
  type ProductListRequest,
  type ProductRow,
} from './product-list.ts';
import { changeStock, type StockLine, type StockWriteOptions, type StockWriteResult } from './stock-write.ts';
import { inventoryEvents, inventoryProducts } from './tables.ts';

/** A completed change of stock. */
export interface StockChange {
  product: ProductRow;
  oldStock: number;
}

export type StockResult =
  | ({ outcome: 'changed' } & StockChange)
  | { outcome: 'not_found' }
  /** The stock is not what the caller expected, or the delta would leave the range 0 to 2,147,483,647. */
  | { outcome: 'refused'; stock: number };

/** The condition for the product with this SKU, or with one that reads the same. */
function isMeantBy(sku: string) {
  return eq(inventoryProducts.sku, sql`hub_known_sku(${sku}::text)`);
}

/** Products and their history. A product's stock and its movements change in one database call. */
export class InventoryDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Inserts a product and its opening movement; null when the SKU is taken, in whatever spelling. */
  createProduct(data: {
    sku: string;
    name: string;
    stock: number;
    threshold: number;
    allowBackorder?: boolean;
    unitPrice: string | null;
    supplier: string | null;
  }): Promise<ProductRow | null> {
    return this.#db.transaction(async (tx) => {
      const [product] = await tx.insert(inventoryProducts).values(data).onConflictDoNothing().returning();
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

  /** Returns one page of products; oldest first by default. */
  getProducts(request: ProductListRequest = { limit: 1000 }): Promise<Page<ProductRow>> {
    return listProducts(this.#db, request);
  }

  /** Returns the number of products that match, at most 10,000, and the database's time. */
  async countMatches(filter: ProductFilter): Promise<{ total: Total; asOf: Date }> {
    const asOf = await readClock(this.#db);
    return { asOf, total: await countProducts(this.#db, filter) };
  }

  /** Returns the suppliers of products that are not archived, by name; at most 1,000. */
  getSuppliers(): Promise<string[]> {
    return listSuppliers(this.#db, 1000);
  }

  async getProductsByIds(ids: number[]): Promise<ProductRow[]> {
    return this.#db.select().from(inventoryProducts).where(inArray(inventoryProducts.id, ids));
  }

  async getProductBySku(sku: string): Promise<ProductRow | null> {
    const rows = await this.#db.select().from(inventoryProducts).where(isMeantBy(sku)).limit(1);
    return rows[0] ?? null;
  }

  /** Locks a product until the transaction ends, and returns it; null when there is none. */
  async lockProduct(sku: string): Promise<ProductRow | null> {
    const rows = await this.#db.select().from(inventoryProducts).where(isMeantBy(sku)).for('no key update');
    return rows[0] ?? null;
  }

  /** Changes the given fields, never the stock; null when there is no such product. */
  async updateProduct(
    sku: string,
    change: {
      name?: string;
      threshold?: number;
      allowBackorder?: boolean;
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
      .where(isMeantBy(sku))
      .returning();
    return rows[0] ?? null;
  }

  /** Changes the stock of up to 1,000 products, each line with its movement; see {@link changeStock}. */
  changeStock(lines: readonly StockLine[], options: StockWriteOptions): Promise<StockWriteResult> {
    return changeStock(this.#db, lines, options);
  }

  /** Sets the stock to a counted level; with `expectedStock`, only if that is the current stock. */
  updateStock(sku: string, stock: number, expectedStock?: number): Promise<StockResult> {
    return this.#changeOne({ sku, stock, expectedStock });
  }

  /** Adds `quantityDelta` to the stock, never below zero. */
  adjustStock(sku: string, quantityDelta: number, eventType: string): Promise<StockResult> {
    return this.#changeOne({ sku, quantityDelta, eventType });
  }

  async #changeOne(line: StockLine): Promise<StockResult> {
    const result = await this.changeStock([line], { isAllOrNothing: false, holdsAlerts: false });
    const [only] = result.outcome === 'done' ? result.lines : [];
    if (only === undefined)
      throw new Error(`unexpected outcome of a change of one product's stock: ${result.outcome}`);
    if (only.outcome === 'refused') {
      return only.stock === null ? { outcome: 'not_found' } : { outcome: 'refused', stock: only.stock };
    }
    const [product] = await this.getProductsByIds([only.productId]);
    if (product === undefined) throw new Error(`there is no product ${only.productId}`);
    return { outcome: 'changed', product, oldStock: only.oldStock };
  }

  /** Returns the products that are low now, most urgent first, and their total number. */
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

  /** Writes one event of a product's history. */
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

  /** Returns one page of history, newest first: of all products, or of one. */
  getEvents(sku?: string, limit = 50, afterId?: number): Promise<Page<InventoryEventRow>> {
    const after = afterId === undefined ? undefined : [String(afterId)];
    return this.listEvents({ sku, limit, after, sort: 'written', order: 'desc' });
  }

  /** Returns one page of history. */
  listEvents(request: EventListRequest): Promise<Page<InventoryEventRow>> {
    return listEvents(this.#db, request);
  }

  /** Returns the number of events that match, at most 10,000. */
  countEvents(filter: EventFilter): Promise<Total> {
    return countEvents(this.#db, filter);
  }

  /** Returns the number of products that are not archived. */
  async countProducts(): Promise<number> {
    const { rows } = await this.#db.execute<{ total: number }>(
      sql`SELECT count(*)::integer AS total FROM inventory_products WHERE archived_at IS NULL`,
    );
    return rows[0]?.total ?? 0;
  }
}
