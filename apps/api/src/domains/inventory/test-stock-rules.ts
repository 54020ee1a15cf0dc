import type { StockLine, StockLineResult, StockRefusal } from '@dreamteamhub/db/inventory';

/** The rules of `hub_change_stock`, on levels that only test events move. */

/** Every product has this many units before its first test event: test keys learn nothing of the real stock. */
export const TEST_STOCK = 100;

const MAX_STOCK = 2_147_483_647;
/** As far below zero as backorders go. */
const MOST_OWED = 1_000_000_000;

/** What a line is judged by. */
export interface SimulatedProduct {
  id: number;
  sku: string;
  allowBackorder: boolean;
  /** Null before its first test event. */
  level: number | null;
}

/** A line that can be applied. */
interface SimulatedMove {
  line: StockLine;
  sku: string;
  eventType: string;
  oldStock: number;
  newStock: number;
}

/** Returns what becomes of each line, and the movements in the order in which they happen. */
export function simulateStock(
  lines: readonly StockLine[],
  productOf: (sku: string) => SimulatedProduct | undefined,
): { results: StockLineResult[]; moves: SimulatedMove[] } {
  const results: StockLineResult[] = lines.map(() => ({
    outcome: 'refused',
    reason: 'unknown_sku',
    stock: null,
  }));
  const moves: SimulatedMove[] = [];
  const levels = new Map<number, number>();
  for (const { line, place, product } of inOrder(lines, productOf)) {
    const oldStock = levels.get(product.id) ?? product.level ?? TEST_STOCK;
    const newStock = 'stock' in line ? line.stock : oldStock + line.quantityDelta;
    const refusal = judge(line, { oldStock, newStock, allowBackorder: product.allowBackorder });
    if (refusal !== null) {
      results[place] = { outcome: 'refused', reason: refusal, stock: oldStock };
      continue;
    }
    levels.set(product.id, newStock);
    results[place] = { outcome: 'changed', productId: product.id, oldStock, stock: newStock };
    const eventType = 'stock' in line ? (newStock > oldStock ? 'restocked' : 'adjusted') : line.eventType;
    moves.push({ line, sku: product.sku, eventType, oldStock, newStock });
  }
  return { results, moves };
}

/** By product; of one product additions, removals, levels: it is below zero only if it would be in the end. */
function inOrder(
  lines: readonly StockLine[],
  productOf: (sku: string) => SimulatedProduct | undefined,
): { line: StockLine; place: number; product: SimulatedProduct }[] {
  const rank = (line: StockLine) => ('stock' in line ? 2 : Number(line.quantityDelta < 0));
  return lines
    .flatMap((line, place) => {
      const product = productOf(line.sku);
      return product === undefined ? [] : [{ line, place, product }];
    })
    .sort((a, b) => a.product.id - b.product.id || rank(a.line) - rank(b.line) || a.place - b.place);
}

function judge(
  line: StockLine,
  { oldStock, newStock, allowBackorder }: { oldStock: number; newStock: number; allowBackorder: boolean },
): StockRefusal | null {
  if ('stock' in line && line.expectedStock !== undefined && line.expectedStock !== oldStock)
    return 'not_expected';
  if (newStock < 0) return allowBackorder && newStock >= -MOST_OWED ? null : 'not_enough';
  return newStock > MAX_STOCK ? 'too_many' : null;
}
