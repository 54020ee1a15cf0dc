import type { StorefrontDao } from '@dreamteamhub/db/storefronts';

/** Older knowledge is renewed in the background, for the next visitor. */
const FRESH_MILLISECONDS = 10_000;

/**
 * Where visitors of a link go that names no known affiliate: the first origin of the default storefront, or else of the
 * oldest storefront that has one. Kept in memory, so that a database that is away does not change it.
 */
export class StorefrontHomes {
  readonly #dao: Pick<StorefrontDao, 'listStorefronts'>;
  readonly #now: () => number;
  #home: string | null = null;
  #loadedAt = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | null = null;

  constructor(deps: { storefronts: Pick<StorefrontDao, 'listStorefronts'>; now?: () => number }) {
    this.#dao = deps.storefronts;
    this.#now = deps.now ?? Date.now;
  }

  /** Returns the origin, waiting for the database only while none is known; null when there is none. */
  async home(): Promise<string | null> {
    if (this.#now() - this.#loadedAt > FRESH_MILLISECONDS) {
      this.#loading ??= this.#load().finally(() => {
        this.#loading = null;
      });
    }
    if (this.#home === null) await this.#loading;
    return this.#home;
  }

  async #load(): Promise<void> {
    try {
      const storefronts = await this.#dao.listStorefronts();
      const inOrder = storefronts.toSorted(
        (a, b) => Number(b.slug === 'default') - Number(a.slug === 'default'),
      );
      this.#home = inOrder.flatMap(({ allowedOrigins }) => allowedOrigins)[0] ?? null;
      // One that was just told its first origin is asked again at once.
      if (this.#home !== null) this.#loadedAt = this.#now();
    } catch {
      // What was known stays; whoever comes next asks again.
    }
  }
}
