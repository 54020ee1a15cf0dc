import { sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';
import type { StockLineResult } from '../inventory/stock-write.ts';
import { findRetried, insertTestEvents, lockTestEvents } from './test-event-write.ts';

/** A product, and the level that test events left it at. */
export interface TestStockProduct {
  /** The SKU as the caller wrote it. */
  wanted: string;
  id: number;
  sku: string;
  name: string;
  threshold: number;
  allowBackorder: boolean;
  /** Null before its first test event. */
  level: number | null;
}

/** What a simulated movement leaves behind. */
export interface TestStockMove {
  sku: string;
  eventType: string;
  oldStock: number;
  newStock: number;
  notes: Record<string, unknown>;
  hubEvent: Record<string, unknown> | null;
}

/** Levels of stock that only test events move. */
export class TestStockDao {
  readonly #tx: Transaction;
  readonly #storefrontId: number;

  constructor(tx: Transaction, storefrontId: number) {
    this.#tx = tx;
    this.#storefrontId = storefrontId;
  }

  lock(): Promise<void> {
    return lockTestEvents(this.#tx, this.#storefrontId);
  }

  /** Returns the first answer to a request with this key. */
  async findRequest(request: {
    key: string;
    bodyHash: bigint;
  }): Promise<'unknown' | 'mismatch' | StockLineResult[]> {
    const { bodyHash, key } = request;
    const known = await findRetried(this.#tx, this.#storefrontId, { key: requestKey(key), bodyHash });
    return typeof known === 'string' ? known : ((known.result?.lines ?? []) as StockLineResult[]);
  }

  /** Returns the products that are meant by SKUs, without those that are archived. */
  async getProducts(skus: readonly string[]): Promise<TestStockProduct[]> {
    const { rows } = await this.#tx.execute<TestStockProduct & Record<string, unknown>>(sql`
      SELECT wanted, product.id, product.sku, name, threshold, allow_backorder AS "allowBackorder",
        (SELECT (result->>'stock')::integer FROM test_events
         WHERE storefront_id = ${this.#storefrontId} AND kind = 'stock' AND subject = product.sku
         ORDER BY id DESC LIMIT 1) AS level
      FROM (SELECT DISTINCT wanted FROM unnest(${sql.param([...skus])}::text[]) AS wanted) AS asked
      JOIN inventory_products AS product ON product.sku = hub_known_sku(wanted)
      WHERE archived_at IS NULL`);
    return rows;
  }

  /** Writes an event for each movement; the first of them answers retries of the request. */
  async write(
    moves: readonly TestStockMove[],
    request: { key: string; bodyHash: bigint; lines: readonly StockLineResult[] } | undefined,
  ): Promise<void> {
    const events = moves.map(({ sku, eventType, oldStock, newStock, notes, hubEvent }, place) => ({
      kind: 'stock' as const,
      outcome: 'recorded' as const,
      subject: sku,
      body: { sku, ...notes },
      hubEvent,
      result: {
        eventType,
        oldStock,
        stock: newStock,
        ...(request === undefined || place > 0 ? {} : { lines: request.lines }),
      },
      retryKey: request === undefined || place > 0 ? null : requestKey(request.key),
      bodyHash: request === undefined || place > 0 ? null : request.bodyHash,
    }));
    if (events.length > 0) await insertTestEvents(this.#tx, this.#storefrontId, events);
    else if (request !== undefined) await this.#writeUnchanged(request);
  }

  /** A retry gets the same answer, also where no line could be applied. */
  async #writeUnchanged(request: { key: string; bodyHash: bigint; lines: readonly StockLineResult[] }) {
    await insertTestEvents(this.#tx, this.#storefrontId, [
      {
        kind: 'stock',
        outcome: 'not_counted',
        message: 'no line could be applied',
        body: {},
        result: { lines: request.lines },
        retryKey: requestKey(request.key),
        bodyHash: request.bodyHash,
      },
    ]);
  }
}

function requestKey(key: string): string {
  return `request:${key}`;
}
