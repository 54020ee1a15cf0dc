import type { Database } from '@dreamteamhub/db';
import { EpisodeDao } from '@dreamteamhub/db/alerts';
import { InventoryDao } from '@dreamteamhub/db/inventory';
import type { Caller } from '../../platform/caller.ts';
import { PacedReads } from '../../platform/paced-reads.ts';
import {
  cutsOf,
  type FiguresService,
  figureOf,
  type Inputs,
  knownAt,
  type Outputs,
  type Sums,
  summaryOf,
} from './figures-service.ts';
import { pointsOf } from './points.ts';
import { inOneCurrency } from './scope.ts';

export type Today = Outputs['getToday'];

/** However many watch, a second costs one look: those who are sent figures can wait for it … */
const WATCH_PAUSE_MILLISECONDS = 1_000;
/** … and those who open a page see nothing until they have them. */
const PAUSE_MILLISECONDS = 250;

/** What the overview shows of today. */
export class TodayService {
  readonly #db: Database;
  readonly #figures: FiguresService;
  readonly #hubCurrency: string;
  readonly #reads = new PacedReads<Today>({ pauseMilliseconds: PAUSE_MILLISECONDS });
  readonly #watched = new PacedReads<Today>({ pauseMilliseconds: WATCH_PAUSE_MILLISECONDS });

  constructor(deps: { db: Database; figures: FiguresService; hubCurrency: string }) {
    this.#db = deps.db;
    this.#figures = deps.figures;
    this.#hubCurrency = deps.hubCurrency;
  }

  /** Returns today's figures, read after they were asked for. Throws `bad_request` for the storefront. */
  get(input: Inputs['getToday'], by: Pick<Caller, 'storefrontId'>): Promise<Today> {
    return this.#reads.get(keyOf(input, by), () => this.#read(input, by));
  }

  /** Returns the same for those who watch, of whom there may be many. */
  watch(input: Inputs['getToday'], by: Pick<Caller, 'storefrontId'>): Promise<Today> {
    return this.#watched.get(keyOf(input, by), () => this.#read(input, by));
  }

  async #read(input: Inputs['getToday'], by: Pick<Caller, 'storefrontId'>): Promise<Today> {
    const asked = await this.#figures.understand({ ...input, preset: 'today' }, by);
    const { range, comparison, zone, now, marks, scope } = asked;
    const points = pointsOf(range, 'hour', zone);
    const others = comparison === null ? [] : pointsOf(comparison, 'hour', zone);
    const spans = [...points, ...others, range, ...cutsOf(range, comparison)];
    const [sums, byRevenue, byClicks, low, alerts] = await Promise.all([
      this.#figures.sum(scope.figures, spans, marks),
      this.#figures.listTop({ ...input, preset: 'today', metric: 'revenue', limit: 5 }, by),
      this.#figures.listTop({ ...input, preset: 'today', metric: 'clicks', limit: 5 }, by),
      new InventoryDao(this.#db).getLowStockProducts(10),
      new EpisodeDao(this.#db).countOpen(),
    ]);
    const { currency } = inOneCurrency(scope, undefined, this.#hubCurrency);
    const known = knownAt('clicks', marks, now);
    const at = (place: number) =>
      known(spans[place] ?? range) ? figuresAt(sums, place, currency) : NOT_KNOWN;
    const named = new Set(byRevenue.rows.map(({ affiliateId }) => affiliateId));
    return {
      ...summaryOf(asked, sums, points.length + others.length),
      series: {
        currency,
        points: points.map(({ start, end, label }, place) => ({
          ...{ start: start.toISOString(), end: end.toISOString(), label },
          ...at(place),
          isComplete: end <= now,
        })),
        comparison: others.map((_, place) => at(points.length + place)),
      },
      topAffiliates: [
        ...byRevenue.rows,
        ...byClicks.rows.filter(({ affiliateId }) => !named.has(affiliateId)),
      ].slice(0, 5),
      openAlerts: { ...alerts, low: alerts.total - alerts.outOfStock },
      lowStock: {
        count: low.total,
        products: low.items.map(({ sku, name, stock, threshold }) => ({ sku, name, stock, threshold })),
      },
    };
  }
}

const NOT_KNOWN = { clicks: null, orders: null, revenue: null, commission: null };

function figuresAt(sums: Sums, place: number, currency: string) {
  const count = (metric: 'clicks' | 'orders') => Number(figureOf(sums, place, metric, null));
  const amount = (metric: 'revenue' | 'commission') => String(figureOf(sums, place, metric, currency));
  return {
    ...{ clicks: count('clicks'), orders: count('orders') },
    ...{ revenue: amount('revenue'), commission: amount('commission') },
  };
}

/** Whoever has the same key is shown the same. */
function keyOf(input: Inputs['getToday'], by: Pick<Caller, 'storefrontId'>): string {
  return JSON.stringify([input.zone, input.storefront, by.storefrontId]);
}
