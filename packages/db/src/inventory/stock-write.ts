import { numberArray, textArray, wordArray } from '../core/pg-array.ts';
import { runStatement } from '../core/statement.ts';
import type { Executor } from '../database.ts';

/** One change of one product: a counted level, or a difference and its reason. */
export type StockLine = {
  sku: string;
  /** Stored with the movement. */
  metadata?: Record<string, unknown> | undefined;
} & (
  | {
      stock: number /** The line is refused unless this is the current stock. */;
      expectedStock?: number | undefined;
    }
  | { quantityDelta: number; eventType: string }
);

export interface StockWriteOptions {
  /** True: change nothing unless every line can be applied. False: apply each line on its own. */
  isAllOrNothing: boolean;
  /** Change nothing if an alert would open or resolve: for callers that have no transaction to do that in. */
  holdsAlerts: boolean;
  /** A request that may be retried: the same key and hash get the first answer. */
  request?: { key: string; bodyHash: bigint } | undefined;
}

export type StockRefusal = 'unknown_sku' | 'not_expected' | 'not_enough' | 'too_many';

/** The result of a line. */
export type StockLineResult =
  | { outcome: 'changed'; productId: number; oldStock: number; stock: number }
  /** `stock` is the current stock; null when there is no such product. */
  | { outcome: 'refused'; reason: StockRefusal; stock: number | null };

/** A product whose alert may have to open or resolve, and its stock before the change. */
interface AlertMove {
  productId: number;
  oldStock: number;
}

export type StockWriteResult =
  | { outcome: 'done'; lines: StockLineResult[]; alertMoves: AlertMove[] }
  /** This request was answered before, with these lines. */
  | { outcome: 'repeated'; lines: StockLineResult[] }
  /** All or nothing, and a line cannot be applied. Nothing is written, here and below. */
  | { outcome: 'refused'; lines: StockLineResult[] }
  /** An alert would open or resolve, and `holdsAlerts` is set. */
  | { outcome: 'moves_alert' }
  /** The request's key was used before with another body. */
  | { outcome: 'mismatch' };

const STATEMENT = `
SELECT outcome, array_to_string(outcomes, ',') AS outcomes, array_to_string(product_ids, ',', '') AS product_ids,
       array_to_string(old_stocks, ',', '') AS old_stocks, array_to_string(new_stocks, ',', '') AS new_stocks,
       array_to_string(alert_ids, ',') AS alert_ids, array_to_string(alert_old_stocks, ',') AS alert_old_stocks
FROM hub_change_stock($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

/** The statement's row: its outcome, and comma-separated lists. */
interface Answer extends Record<string, unknown> {
  outcome: StockWriteResult['outcome'];
  outcomes: string;
  product_ids: string;
  old_stocks: string;
  new_stocks: string;
  alert_ids: string;
  alert_old_stocks: string;
}

/** Changes stock and writes the movements, in one round trip and one transaction: the caller's, or one of its own. */
export async function changeStock(
  db: Executor,
  lines: readonly StockLine[],
  options: StockWriteOptions,
): Promise<StockWriteResult> {
  const [only] = lines;
  return only !== undefined && lines.length === 1 && options.request === undefined
    ? changeOne(db, only, options)
    : changeMany(db, lines, options);
}

async function changeMany(
  db: Executor,
  lines: readonly StockLine[],
  options: StockWriteOptions,
): Promise<StockWriteResult> {
  const [answer] = await runStatement<Answer>(db, {
    name: 'hub_change_stock',
    text: STATEMENT,
    values: [
      textArray(lines, (line) => line.sku),
      numberArray(lines, (line) => ('stock' in line ? line.stock : null)),
      numberArray(lines, (line) => ('stock' in line ? (line.expectedStock ?? null) : null)),
      numberArray(lines, (line) => ('stock' in line ? null : line.quantityDelta)),
      wordArray(lines, (line) => ('stock' in line ? null : line.eventType)),
      textArray(lines, (line) => (line.metadata === undefined ? null : JSON.stringify(line.metadata))),
      options.isAllOrNothing,
      options.holdsAlerts,
      options.request?.key ?? null,
      options.request?.bodyHash ?? null,
    ],
  });
  if (answer === undefined) throw new Error('the database answered no change of stock');
  return readAnswer(answer);
}

/** The common case, without the arrays, which cost as much as the change itself. */
async function changeOne(
  db: Executor,
  line: StockLine,
  options: StockWriteOptions,
): Promise<StockWriteResult> {
  const [answer] = await runStatement<AnswerOfOne>(db, {
    name: 'hub_change_one_stock',
    text: 'SELECT * FROM hub_change_one_stock($1, $2, $3, $4, $5, $6, $7)',
    values: [
      line.sku,
      'stock' in line ? line.stock : null,
      'stock' in line ? (line.expectedStock ?? null) : null,
      'stock' in line ? null : line.quantityDelta,
      'stock' in line ? null : line.eventType,
      line.metadata === undefined ? null : JSON.stringify(line.metadata),
      options.holdsAlerts,
    ],
  });
  if (answer === undefined) throw new Error('the database answered no change of stock');
  const { outcome, product_id: productId, old_stock: oldStock, new_stock: stock } = answer;
  if (outcome === 'moves_alert') return { outcome };
  if (outcome !== 'changed') {
    const refused = { outcome: 'refused' as const, reason: outcome, stock: oldStock };
    return options.isAllOrNothing
      ? { outcome: 'refused', lines: [refused] }
      : { outcome: 'done', lines: [refused], alertMoves: [] };
  }
  return {
    outcome: 'done',
    lines: [{ outcome, productId, oldStock, stock }],
    alertMoves: answer.moves_alert ? [{ productId, oldStock }] : [],
  };
}

/** The numbers are null without a product, and `new_stock` without a change; they are not read then. */
interface AnswerOfOne extends Record<string, unknown> {
  outcome: StockRefusal | 'changed' | 'moves_alert';
  product_id: number;
  old_stock: number;
  new_stock: number;
  moves_alert: boolean;
}

function readAnswer(answer: Answer): StockWriteResult {
  switch (answer.outcome) {
    case 'moves_alert':
    case 'mismatch':
      return { outcome: answer.outcome };
    case 'refused':
    case 'repeated':
      return { outcome: answer.outcome, lines: readLines(answer) };
    case 'done':
      return { outcome: 'done', lines: readLines(answer), alertMoves: readAlertMoves(answer) };
  }
}

function readLines(answer: Answer): StockLineResult[] {
  const [productIds, oldStocks, newStocks] = [answer.product_ids, answer.old_stocks, answer.new_stocks].map(
    (list) => list.split(','),
  );
  return answer.outcomes.split(',').map((outcome, place): StockLineResult => {
    const oldStock = oldStocks?.[place] ?? '';
    if (outcome === 'changed') {
      return {
        outcome,
        productId: Number(productIds?.[place]),
        oldStock: Number(oldStock),
        stock: Number(newStocks?.[place]),
      };
    }
    return {
      outcome: 'refused',
      reason: outcome as StockRefusal,
      stock: oldStock === '' ? null : Number(oldStock),
    };
  });
}

function readAlertMoves(answer: Answer): AlertMove[] {
  if (answer.alert_ids === '') return [];
  const oldStocks = answer.alert_old_stocks.split(',');
  return answer.alert_ids
    .split(',')
    .map((id, place) => ({ productId: Number(id), oldStock: Number(oldStocks[place]) }));
}
