import type { Database } from '@dreamteamhub/db';
import { type StockHistory, StockHistoryDao } from '@dreamteamhub/db/analytics';
import { InventoryDao } from '@dreamteamhub/db/inventory';
import { AppError } from '../../platform/app-error.ts';
import type { Inputs, Outputs } from './figures-service.ts';
import { chooseGrain, type Point, pointsOf } from './points.ts';
import { resolveRange } from './ranges.ts';
import { zoneOf } from './scope.ts';

type StockPoints = Outputs['getStockHistory']['points'];

/** How stocks changed over time. */
export class StockHistoryService {
  readonly #db: Database;
  readonly #hubZone: string;
  readonly #now: () => Date;

  constructor(deps: { db: Database; hubZone: string; now: () => Date }) {
    this.#db = deps.db;
    this.#hubZone = deps.hubZone;
    this.#now = deps.now;
  }

  /** Returns a product's stock by the points of a range. Throws `not_found`, and `bad_request` for the range. */
  async get(input: Inputs['getStockHistory']): Promise<Outputs['getStockHistory']> {
    const now = this.#now();
    const zone = zoneOf(input.zone, this.#hubZone);
    const range = resolveRange(input, { zone, now });
    const grain = chooseGrain('auto', range);
    const points = pointsOf(range, grain, zone);
    const product = await new InventoryDao(this.#db).getProductBySku(input.sku);
    if (product === null) throw new AppError('not_found', `there is no product with SKU "${input.sku}"`);
    const starts = points.map(({ start }) => start);
    const history = await new StockHistoryDao(this.#db).read(product.sku, starts, range.end);
    const { keptFrom } = history;
    return {
      sku: product.sku,
      ...{ zone, grain, fromDate: range.fromDate, toDate: range.toDate },
      from: range.start.toISOString(),
      to: range.end.toISOString(),
      asOf: now.toISOString(),
      missingBefore: keptFrom !== null && keptFrom > range.start ? keptFrom.toISOString() : null,
      threshold: product.threshold,
      points: fill(points, history, now),
    };
  }
}

/** Fills the points in which nothing happened with what there was before. */
function fill(points: readonly Point[], { startStock, points: changes, keptFrom }: StockHistory, now: Date) {
  const changeAt = new Map(changes.map((change) => [change.place, change]));
  let stock = startStock;
  return points.map(({ start, end, label }, place): StockPoints[number] => {
    const span = { start: start.toISOString(), end: end.toISOString(), label, isComplete: end <= now };
    if (start > now || (keptFrom !== null && start < keptFrom)) {
      return { ...span, stock: null, lowest: null, sold: null };
    }
    const before = stock;
    const change = changeAt.get(place);
    stock = change?.stock ?? before;
    const levels = [before, change?.lowest].filter((level) => level != null);
    return {
      ...{ ...span, stock },
      lowest: levels.length === 0 ? null : Math.min(...levels),
      sold: stock === null ? null : (change?.sold ?? 0),
    };
  });
}
