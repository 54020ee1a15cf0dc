import type { Database, Transaction } from '@dreamteamhub/db';
import {
  InventoryDao,
  type StockLine,
  type StockLineResult,
  type StockWriteResult,
} from '@dreamteamhub/db/inventory';
import { AppError, badField } from '../../platform/app-error.ts';
import { hashContent } from '../../platform/content-hash.ts';
import type { AlertService } from '../alerts/alert-service.ts';
import { type DeltaInput, findContradiction, hasSignOf, type LevelInput } from './rules.ts';
import { notAll, refusal, wrongSign } from './stock-refusals.ts';

interface Repeatable {
  idempotencyKey?: string | undefined;
}

/** The answer to a change of one product. */
interface StockAnswer {
  id: number;
  sku: string;
  stock: number;
  message: string;
}

type LineAnswer =
  | { outcome: 'changed'; sku: string; oldStock: number; stock: number }
  | ({ sku: string } & Extract<StockLineResult, { outcome: 'refused' }>);

interface BatchAnswer {
  changed: number;
  refused: number;
  lines: LineAnswer[];
}

/** What a request changes, and its caller. */
interface StockRequest extends Repeatable {
  /** The contract entry, so that a key of one is not a key of another. */
  entry: string;
  content: object;
  lines: (LevelInput | DeltaInput)[];
  isAllOrNothing: boolean;
  by: string;
}

/** Changes stock: a change, its stock movement and the alert that it opens or ends commit together or not at all. */
export class StockService {
  readonly #db: Database;
  readonly #inventory: Pick<InventoryDao, 'changeStock'>;
  readonly #alerts: Pick<AlertService, 'onStockChanged'>;

  constructor(deps: {
    db: Database;
    /** Default: the products themselves. Anything else holds no alerts. */
    inventory?: Pick<InventoryDao, 'changeStock'>;
    alerts: Pick<AlertService, 'onStockChanged'>;
  }) {
    this.#db = deps.db;
    this.#inventory = deps.inventory ?? new InventoryDao(deps.db);
    this.#alerts = deps.alerts;
  }

  /**
   * Sets the stock of a product. `by` names the caller, for the record. Throws `not_found`, `conflict` when the stock
   * is not what the caller expected, `event_mismatch` for a reused idempotency key.
   */
  setStock({ idempotencyKey, ...line }: LevelInput & Repeatable, by: string): Promise<StockAnswer> {
    return this.#changeOne('updateStock', line, { idempotencyKey, by });
  }

  /**
   * Adds to the stock of a product or takes from it. Throws `bad_request` when the reason has the other sign,
   * `not_found`, `conflict` when there is not enough, `event_mismatch` for a reused idempotency key.
   */
  adjustStock({ idempotencyKey, ...line }: DeltaInput & Repeatable, by: string): Promise<StockAnswer> {
    if (!hasSignOf(line.reason, line.quantityDelta)) throw wrongSign('quantityDelta', line.reason);
    return this.#changeOne('adjustStock', line, { idempotencyKey, by });
  }

  /**
   * Changes up to 1,000 lines at once. Throws `bad_request` for a wrong sign and for a SKU that is set in one line and
   * is in another, too; `conflict` with the refused lines when it was all or none; `event_mismatch` for a reused
   * idempotency key.
   */
  async changeStock(
    {
      idempotencyKey,
      ...content
    }: { lines: (LevelInput | DeltaInput)[]; allOrNothing: boolean } & Repeatable,
    by: string,
  ): Promise<BatchAnswer> {
    const { lines, allOrNothing } = content;
    lines.forEach((line, place) => {
      if ('reason' in line && !hasSignOf(line.reason, line.quantityDelta))
        throw wrongSign(`lines.${place}.quantityDelta`, line.reason);
    });
    const contradiction = findContradiction(lines);
    if (contradiction !== null) {
      throw badField(
        `lines.${contradiction}.sku`,
        'is in an earlier line, too, and its stock is set in one of them',
      );
    }

    const result = await this.#change({
      entry: 'changeStock',
      content,
      lines,
      isAllOrNothing: allOrNothing,
      idempotencyKey,
      by,
    });
    if (result.outcome === 'refused') throw notAll(lines, result.lines);
    const changed = result.lines.filter((line) => line.outcome === 'changed').length;
    return {
      changed,
      refused: lines.length - changed,
      lines: result.lines.map((line, place) => toLineAnswer(skuAt(lines, place), line)),
    };
  }

  async #changeOne(
    entry: string,
    line: LevelInput | DeltaInput,
    request: Repeatable & { by: string },
  ): Promise<StockAnswer> {
    const result = await this.#change({
      entry,
      content: line,
      lines: [line],
      isAllOrNothing: true,
      ...request,
    });
    const [only] = result.lines;
    if (only === undefined) throw new Error('the database returned no line');
    if (only.outcome === 'refused') throw refusal(line, only);
    return { id: only.productId, sku: line.sku, stock: only.stock, message: 'Stock updated successfully' };
  }

  /**
   * Takes one round trip as long as no alert has to open or end, which is nearly always. Otherwise that trip writes
   * nothing, and the change is made again together with the alerts, whatever the stock is by then.
   */
  async #change(request: StockRequest): Promise<Extract<StockWriteResult, { lines: StockLineResult[] }>> {
    const lines = request.lines.map((line) => toStockLine(line, request.by));
    const options = {
      isAllOrNothing: request.isAllOrNothing,
      request:
        request.idempotencyKey === undefined
          ? undefined
          : { key: request.idempotencyKey, bodyHash: hashContent(request.entry, request.content) },
    };
    let result = await this.#inventory.changeStock(lines, { ...options, holdsAlerts: true });
    if (result.outcome === 'moves_alert') {
      result = await this.#db.transaction(async (tx) => {
        const changed = await new InventoryDao(tx).changeStock(lines, { ...options, holdsAlerts: false });
        await this.#moveAlerts(tx, changed);
        return changed;
      });
    }
    if (result.outcome === 'moves_alert') throw new Error('alerts were not held');
    if (result.outcome === 'mismatch') {
      throw new AppError('event_mismatch', 'idempotencyKey: this key was used before, with another request');
    }
    return result;
  }

  async #moveAlerts(tx: Transaction, result: StockWriteResult): Promise<void> {
    if (result.outcome !== 'done' || result.alertMoves.length === 0) return;
    const oldStocks = new Map(result.alertMoves.map(({ productId, oldStock }) => [productId, oldStock]));
    const products = await new InventoryDao(tx).getProductsByIds([...oldStocks.keys()]);
    await this.#alerts.onStockChanged(
      tx,
      products.map((product) => ({ product, oldStock: oldStocks.get(product.id) ?? product.stock })),
    );
  }
}

function toStockLine(line: LevelInput | DeltaInput, by: string): StockLine {
  const metadata = {
    ...(line.reference === undefined ? {} : { reference: line.reference }),
    ...(line.note === undefined ? {} : { note: line.note }),
    by,
  };
  return 'stock' in line
    ? { sku: line.sku, stock: line.stock, expectedStock: line.expectedStock, metadata }
    : { sku: line.sku, quantityDelta: line.quantityDelta, eventType: line.reason, metadata };
}

function toLineAnswer(sku: string, line: StockLineResult): LineAnswer {
  return line.outcome === 'changed'
    ? { outcome: 'changed', sku, oldStock: line.oldStock, stock: line.stock }
    : { ...line, sku };
}

function skuAt(lines: { sku: string }[], place: number): string {
  return lines[place]?.sku ?? '';
}
