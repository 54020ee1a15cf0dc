import type { Database } from '@dreamteamhub/db';
import { SearchDao } from '@dreamteamhub/db/search';
import { type admin, canonicalText, type WireOutputs } from '@dreamteamhub/sdk/contract';

type Found = WireOutputs<typeof admin>['search']['find'];

/** Longer texts find nothing that shorter ones do not, and cost more. */
const MOST_CHARACTERS = 64;

/** Finds partners, products, orders and alerts by a few letters. */
export class SearchService {
  readonly #found: SearchDao;

  constructor(deps: { db: Database }) {
    this.#found = new SearchDao(deps.db);
  }

  /** Returns at most `limit` of each kind, the best of each kind first. */
  async find(input: { text: string; limit: number }): Promise<Found> {
    const text = shortened(canonicalText(input.text));
    // Nothing that anybody sees.
    if (text === '') return { items: [] };
    const [affiliates, products, orders, alerts] = await Promise.all([
      this.#found.findAffiliates(text, input.limit),
      this.#found.findProducts(text, input.limit),
      this.#found.findOrders(text, input.limit),
      this.#found.findAlerts(text, input.limit),
    ]);
    return {
      items: [
        ...affiliates.map((row) => ({ kind: 'affiliate' as const, ...row })),
        ...products.map((row) => ({ kind: 'product' as const, ...row })),
        ...orders.map((row) => ({ kind: 'order' as const, ...row })),
        ...alerts.map((row) => ({ kind: 'alert' as const, ...row })),
      ],
    };
  }
}

/** By characters, so that none is cut in half. */
function shortened(text: string): string {
  return Array.from(text).slice(0, MOST_CHARACTERS).join('').trim();
}
