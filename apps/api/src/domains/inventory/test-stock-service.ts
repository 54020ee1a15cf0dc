import { randomUUID } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import type { InventoryDao, StockLine, StockWriteResult } from '@dreamteamhub/db/inventory';
import { TestStockDao, type TestStockProduct } from '@dreamteamhub/db/test-events';
import type { HubEvent } from '@dreamteamhub/sdk/contract';
import { isLowStock } from './rules.ts';
import { simulateStock } from './test-stock-rules.ts';

type ChangeStock = InventoryDao['changeStock'];

/** Simulates changes of stock for a storefront's test keys: on levels of their own, which no alert and no product sees. */
export class TestStockService {
  readonly #db: Database;
  readonly #storefrontId: number;
  readonly #now: () => Date;

  constructor(deps: { db: Database; storefrontId: number; now: () => Date }) {
    this.#db = deps.db;
    this.#storefrontId = deps.storefrontId;
    this.#now = deps.now;
  }

  /** Answers like a change of the products themselves. */
  changeStock(...[lines, { isAllOrNothing, request }]: Parameters<ChangeStock>): Promise<StockWriteResult> {
    return this.#db.transaction(async (tx): Promise<StockWriteResult> => {
      const stock = new TestStockDao(tx, this.#storefrontId);
      await stock.lock();
      const known = request === undefined ? 'unknown' : await stock.findRequest(request);
      if (known === 'mismatch') return { outcome: 'mismatch' };
      if (known !== 'unknown') return { outcome: 'repeated', lines: known };
      const products = await stock.getProducts(lines.map(({ sku }) => sku));
      const byWanted = new Map(products.map((product) => [product.wanted, product]));
      const { results, moves } = simulateStock(lines, (sku) => byWanted.get(sku));
      if (isAllOrNothing && moves.length < lines.length) return { outcome: 'refused', lines: results };
      await stock.write(
        moves.map(({ line, sku, eventType, oldStock, newStock }) => ({
          sku,
          eventType,
          oldStock,
          newStock,
          notes: notesOf(line),
          hubEvent: this.#newsOf(byWanted.get(line.sku), { oldStock, newStock }),
        })),
        request === undefined ? undefined : { ...request, lines: results },
      );
      return { outcome: 'done', lines: results, alertMoves: [] };
    });
  }

  /** Returns what the shop's own server would be told, if the product becomes low. */
  #newsOf(
    product: TestStockProduct | undefined,
    { oldStock, newStock }: { oldStock: number; newStock: number },
  ): Record<string, unknown> | null {
    if (product === undefined) return null;
    const { sku, name, threshold } = product;
    if (isLowStock({ stock: oldStock, threshold }) || !isLowStock({ stock: newStock, threshold }))
      return null;
    const event: HubEvent<'stock.low'> = {
      id: randomUUID(),
      type: 'stock.low',
      timestamp: this.#now().toISOString(),
      test: true,
      data: { items: [{ sku, name, stock: newStock, threshold }], itemCount: 1 },
    };
    return { ...event };
  }
}

/** What was sent, without who sent it. */
function notesOf(line: StockLine): Record<string, unknown> {
  const { by: _, ...notes } = line.metadata ?? {};
  return 'stock' in line
    ? {
        stock: line.stock,
        ...(line.expectedStock === undefined ? {} : { expectedStock: line.expectedStock }),
        ...notes,
      }
    : { quantityDelta: line.quantityDelta, reason: line.eventType, ...notes };
}
