import type { Database, ListOrder, Page, Total } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import {
  eventList,
  InventoryDao,
  type InventoryEventRow,
  type ProductFilter,
  type ProductRow,
  type ProductSort,
  productList,
} from '@dreamteamhub/db/inventory';
import { canonicalSku } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import { type Caller, difference } from '../../platform/caller.ts';
import { readPlace } from '../../platform/cursor.ts';
import { refuseUnexpected } from '../../platform/expected.ts';
import { type CountedPage, optionalDate, type PageInput, type TimeInput } from '../../platform/list-input.ts';
import { formatStored } from '../../platform/money.ts';
import { isLowStock, isTooWide, MOST_DAYS_OF_TYPE, unitPriceText } from './rules.ts';

/** A product as the API returns it. */
export interface ProductView
  extends Omit<ProductRow, 'archivedAt' | 'createdAt' | 'lastRestocked' | 'skuKey' | 'isSkuShadowed'> {
  lastRestocked: string | null;
  isLowStock: boolean;
  isArchived: boolean;
}

/** A stock movement as the API returns it. */
export interface InventoryEventView extends Omit<InventoryEventRow, 'timestamp' | 'metadata'> {
  // biome-ignore lint/suspicious/noExplicitAny: JSON as it was stored; the contract checks it on the way out.
  metadata: Record<string, any> | null;
  timestamp: string;
}

interface Asked extends ProductFilter {
  sort: ProductSort;
  order?: ListOrder | undefined;
  descending: boolean;
  withTotal?: boolean | undefined;
  limit: number;
  cursor?: string | undefined;
}

type Listed = Page<ProductView> & { total?: Total | undefined; asOf?: string | undefined };

interface AskedEvents extends PageInput, TimeInput {
  sku?: string | undefined;
  eventType?: string | undefined;
}

type OptionalPrice = number | string | null | undefined;

/** What a caller saw of a product when it began to edit. */
interface ExpectedFields {
  name?: string | undefined;
  threshold?: number | undefined;
  allowBackorder?: boolean | undefined;
  unitPrice?: OptionalPrice;
  supplier?: string | null | undefined;
  isArchived?: boolean | undefined;
}

/** Products and their history. The stock service changes their stock. */
export class InventoryService {
  readonly #db: Database;
  readonly #inventory: InventoryDao;
  readonly #currency: string;

  constructor(deps: {
    db: Database;
    /** The hub's: prices are in it. */
    currency: string;
  }) {
    this.#db = deps.db;
    this.#currency = deps.currency;
    this.#inventory = new InventoryDao(deps.db);
  }

  /** Adds a product. The next scan announces one that is low from the start. Throws `conflict`. */
  async create(
    input: {
      sku: string;
      name: string;
      stock: number;
      threshold: number;
      allowBackorder?: boolean | undefined;
      unitPrice?: OptionalPrice;
      supplier?: string | null | undefined;
    },
    by: Caller,
  ): Promise<ProductView> {
    const data = {
      ...input,
      sku: canonicalSku(input.sku),
      allowBackorder: input.allowBackorder ?? false,
      unitPrice: unitPriceText(input.unitPrice, this.#currency) ?? null,
      supplier: input.supplier ?? null,
    };
    return this.#db.transaction(async (tx) => {
      const inventory = new InventoryDao(tx);
      const product = await inventory.createProduct(data);
      if (product === null) throw skuTaken(data.sku, (await inventory.getProductBySku(data.sku))?.sku);
      await new AuditDao(tx).record(by, {
        action: 'inventory.createProduct',
        subject: { kind: 'product', id: product.sku },
        after: data,
      });
      return toView(this.#inCurrency(product));
    });
  }

  /**
   * Returns one page. Throws `bad_request` for a cursor of another order, for `urgency` or `threshold` without `lowStockOnly`, and for
   * two orders that contradict each other.
   */
  async list({
    sort,
    order: asked,
    descending,
    cursor,
    withTotal,
    limit,
    ...filter
  }: Asked): Promise<Listed> {
    // Of thresholds there is no index: each change of stock would write to it.
    if ((sort === 'urgency' || sort === 'threshold') && filter.lowStockOnly !== true) {
      throw badField('sort', `${sort} is an order of low stock only: set lowStockOnly`);
    }
    if (descending && asked === 'asc') throw badField('order', 'contradicts descending');
    const order = asked ?? (descending ? 'desc' : 'asc');
    const after = readPlace(productList, { sort, order, cursor });
    const [page, counted] = await Promise.all([
      this.#inventory.getProducts({ ...filter, sort, order, limit, after }),
      withTotal === true ? this.#inventory.countMatches(filter) : undefined,
    ]);
    const items = page.items.map((product) => toView(this.#inCurrency(product)));
    return { items, nextCursor: page.nextCursor, total: counted?.total, asOf: counted?.asOf.toISOString() };
  }

  /** Returns the product with this SKU, or with one that reads the same. Throws `not_found`. */
  async get(sku: string): Promise<ProductView> {
    const product = await this.#inventory.getProductBySku(sku);
    if (product === null) throw unknownSku(sku);
    return toView(this.#inCurrency(product));
  }

  /**
   * Edits a product. The next scan picks up a changed threshold or archiving. Throws `not_found`, and `conflict` where a
   * field is not as `expected`.
   */
  async update(
    input: {
      sku: string;
      name?: string | undefined;
      threshold?: number | undefined;
      allowBackorder?: boolean | undefined;
      unitPrice?: OptionalPrice;
      supplier?: string | null | undefined;
      isArchived?: boolean | undefined;
      expected?: ExpectedFields | undefined;
    },
    by: Caller,
  ): Promise<ProductView> {
    const { sku, unitPrice, expected, ...rest } = input;
    const price = unitPriceText(unitPrice, this.#currency);
    const change = Object.fromEntries(
      Object.entries({ ...rest, unitPrice: price }).filter(([, value]) => value !== undefined),
    );
    return this.#db.transaction(async (tx) => {
      const inventory = new InventoryDao(tx);
      const product = await inventory.lockProduct(sku);
      if (product === null) throw unknownSku(sku);
      this.#refuseUnexpected(product, expected);
      if (input.allowBackorder === false && product.stock < 0) {
        throw new AppError(
          'conflict',
          `allowBackorder: ${-product.stock} units are owed; count the stock first`,
        );
      }
      const changed = difference<object>(toView(this.#inCurrency(product)), change);
      if (changed === null) return toView(this.#inCurrency(product));
      await new AuditDao(tx).record(by, {
        action: 'inventory.updateProduct',
        subject: { kind: 'product', id: sku },
        ...changed,
      });
      return toView(this.#inCurrency((await inventory.updateProduct(sku, change)) ?? product));
    });
  }

  /** Returns the suppliers of products that are not archived. */
  async listSuppliers(): Promise<{ suppliers: string[] }> {
    return { suppliers: await this.#inventory.getSuppliers() };
  }

  /**
   * Returns one page of history. Throws `bad_request` for a cursor of another order, and for a type of all products without
   * days: nothing finds the few of it among the movements of years.
   */
  async listEvents(input: AskedEvents): Promise<CountedPage<InventoryEventView>> {
    const { sku, eventType, order, limit, cursor } = input;
    const filter = { sku, eventType, from: optionalDate(input.from), to: optionalDate(input.to) };
    if (isTooWide(filter)) {
      throw badField(
        'eventType',
        `goes with a SKU, or with from and to at most ${MOST_DAYS_OF_TYPE} days apart`,
      );
    }
    const after = readPlace(eventList, { sort: 'written', order, cursor });
    const [page, total] = await Promise.all([
      this.#inventory.listEvents({ ...filter, sort: 'written', order, limit, after }),
      input.withTotal === true ? this.#inventory.countEvents(filter) : undefined,
    ]);
    return { items: page.items.map(toEventView), nextCursor: page.nextCursor, total };
  }

  /** Returns the low products, most urgent first, and the number of all products. */
  async getStockOverview(limit: number): Promise<{
    lowStockProducts: ProductView[];
    lowStockCount: number;
    productCount: number;
  }> {
    const low = await this.#inventory.getLowStockProducts(limit);
    return {
      lowStockProducts: low.items.map((product) => toView(this.#inCurrency(product))),
      lowStockCount: low.total,
      productCount: await this.#inventory.countProducts(),
    };
  }

  #refuseUnexpected(product: ProductRow, expected: ExpectedFields = {}): void {
    const { unitPrice, ...rest } = expected;
    const price = unitPriceText(unitPrice, this.#currency);
    refuseUnexpected(toView(this.#inCurrency(product)), { ...rest, unitPrice: price });
  }

  #inCurrency(product: ProductRow): ProductRow {
    const { unitPrice } = product;
    return unitPrice === null ? product : { ...product, unitPrice: formatStored(unitPrice, this.#currency) };
  }
}

function toView(product: ProductRow): ProductView {
  const { archivedAt, createdAt: _, skuKey: __, isSkuShadowed: ___, ...row } = product;
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

/** Names the other SKU where it only reads the same. */
function skuTaken(sku: string, other = sku): AppError {
  return new AppError(
    'conflict',
    other === sku
      ? `sku: "${sku}" already exists`
      : `sku: "${sku}" reads the same as "${other}", which exists`,
  );
}

function unknownSku(sku: string): AppError {
  return new AppError('not_found', `sku: there is no product "${sku}"`);
}
