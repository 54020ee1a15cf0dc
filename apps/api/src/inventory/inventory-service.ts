import {
  type Database,
  InventoryDao,
  type InventoryEventRow,
  type Page,
  type ProductRow,
  type StockResult,
  type Transaction,
} from '@dreamteamhub/db';
import { AppError } from '../app-error.ts';
import { readCursor } from '../cursor.ts';
import type { AlertService } from '../ops/alert-service.ts';
import { isLowStock, unitPriceText } from './rules.ts';

/** A product as answers show it. */
export interface ProductView extends Omit<ProductRow, 'archivedAt' | 'createdAt' | 'lastRestocked'> {
  lastRestocked: string | null;
  isLowStock: boolean;
  isArchived: boolean;
}

/** A line of history as answers show it. */
export interface InventoryEventView extends Omit<InventoryEventRow, 'timestamp' | 'metadata'> {
  // biome-ignore lint/suspicious/noExplicitAny: JSON as it was stored; the contract checks it on the way out.
  metadata: Record<string, any> | null;
  timestamp: string;
}

export interface StockAnswer {
  id: number;
  sku: string;
  stock: number;
  message: string;
}

type OptionalPrice = number | string | null | undefined;

/** Products, their stock, and what its changes set off. */
export class InventoryService {
  readonly #db: Database;
  readonly #inventory: InventoryDao;
  readonly #alerts: AlertService;

  constructor(deps: { db: Database; alerts: AlertService }) {
    this.#db = deps.db;
    this.#inventory = new InventoryDao(deps.db);
    this.#alerts = deps.alerts;
  }

  /** Adds a product. One that is low from the start is announced by the next scan. Throws `conflict`. */
  async create(input: {
    sku: string;
    name: string;
    stock: number;
    threshold: number;
    unitPrice?: OptionalPrice;
    supplier?: string | null | undefined;
  }): Promise<ProductView> {
    const product = await this.#inventory.createProduct({
      ...input,
      unitPrice: unitPriceText(input.unitPrice) ?? null,
      supplier: input.supplier ?? null,
    });
    if (product === null) throw new AppError('conflict', `sku: "${input.sku}" exists already`);
    return toView(product);
  }

  async list(input: {
    lowStockOnly?: boolean | undefined;
    includeArchived?: boolean | undefined;
    search?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<ProductView>> {
    const page = await this.#inventory.getProducts({ ...input, afterId: readCursor(input.cursor) });
    return { items: page.items.map(toView), nextCursor: page.nextCursor };
  }

  /** Edits a product. A changed threshold or archiving is taken up by the next scan. Throws `not_found`. */
  async update(input: {
    sku: string;
    name?: string | undefined;
    threshold?: number | undefined;
    unitPrice?: OptionalPrice;
    supplier?: string | null | undefined;
    isArchived?: boolean | undefined;
  }): Promise<ProductView> {
    const { sku, unitPrice, ...rest } = input;
    const price = unitPriceText(unitPrice);
    const change = { ...rest, ...(price === undefined ? {} : { unitPrice: price }) };
    const product = await this.#inventory.updateProduct(
      sku,
      Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
    );
    if (product === null) throw unknownSku(sku);
    return toView(product);
  }

  /** Sets the stock. Throws `not_found`, or `conflict` when it is not what the caller expected. */
  setStock(input: { sku: string; stock: number; expectedStock?: number | undefined }): Promise<StockAnswer> {
    return this.#changeStock(
      input.sku,
      (inventory) => inventory.updateStock(input.sku, input.stock, input.expectedStock),
      (stock) => `expectedStock: the stock of "${input.sku}" is ${stock}`,
    );
  }

  /** Adds to the stock or takes from it. Throws `not_found`, or `conflict` when there is not enough. */
  adjustStock(input: { sku: string; quantityDelta: number; reason: string }): Promise<StockAnswer> {
    return this.#changeStock(
      input.sku,
      (inventory) => inventory.adjustStock(input.sku, input.quantityDelta, input.reason),
      (stock) =>
        `quantityDelta: the stock of "${input.sku}" is ${stock}, it cannot change by ${input.quantityDelta}`,
    );
  }

  // The change, the alert it raises and the jobs that deliver it commit together or not at all.
  async #changeStock(
    sku: string,
    change: (inventory: InventoryDao) => Promise<StockResult>,
    refusal: (stock: number) => string,
  ): Promise<StockAnswer> {
    const result = await this.#db.transaction(async (tx: Transaction) => {
      const changed = await change(new InventoryDao(tx));
      if (changed.outcome === 'changed') await this.#alerts.onStockChanged(tx, changed);
      return changed;
    });
    switch (result.outcome) {
      case 'changed':
        return {
          id: result.product.id,
          sku,
          stock: result.product.stock,
          message: 'Stock updated successfully',
        };
      case 'not_found':
        throw unknownSku(sku);
      case 'refused':
        throw new AppError('conflict', refusal(result.stock), { details: { stock: result.stock } });
    }
  }

  async listEvents(input: {
    sku?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<InventoryEventView>> {
    const page = await this.#inventory.getEvents(input.sku, input.limit, readCursor(input.cursor));
    return { items: page.items.map(toEventView), nextCursor: page.nextCursor };
  }

  /** What is low now, most urgent first, and how many products there are in all. */
  async getStockOverview(limit: number): Promise<{
    lowStockProducts: ProductView[];
    lowStockCount: number;
    productCount: number;
  }> {
    const low = await this.#inventory.getLowStockProducts(limit);
    return {
      lowStockProducts: low.items.map(toView),
      lowStockCount: low.total,
      productCount: await this.#inventory.countProducts(),
    };
  }
}

function toView({ archivedAt, createdAt: _createdAt, ...row }: ProductRow): ProductView {
  return {
    ...row,
    lastRestocked: row.lastRestocked?.toISOString() ?? null,
    isLowStock: isLowStock(row),
    isArchived: archivedAt !== null,
  };
}

function toEventView(row: InventoryEventRow): InventoryEventView {
  return { ...row, timestamp: row.timestamp.toISOString() };
}

function unknownSku(sku: string): AppError {
  return new AppError('not_found', `sku: there is no product "${sku}"`);
}
