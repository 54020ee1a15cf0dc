import { type Database, StorefrontDao, type StorefrontRow } from '@dreamteamhub/db';
import { AppError, badField } from '../app-error.ts';

/** Shop fronts, and the origins that tracked links may lead to. */
export class StorefrontService {
  readonly #storefronts: StorefrontDao;

  constructor(deps: { db: Database }) {
    this.#storefronts = new StorefrontDao(deps.db);
  }

  list(): Promise<StorefrontRow[]> {
    return this.#storefronts.listStorefronts();
  }

  /** Lets tracked links lead to this origin. Throws `bad_request` for what is none, `not_found` for the slug. */
  async allowOrigin(slug: string, origin: string): Promise<StorefrontRow> {
    const row = await this.#storefronts.addAllowedOrigin(slug, parseOrigin(origin));
    return row ?? unknownStorefront(slug);
  }

  /** Takes an origin back. Throws like {@link allowOrigin}. */
  async disallowOrigin(slug: string, origin: string): Promise<StorefrontRow> {
    const row = await this.#storefronts.removeAllowedOrigin(slug, parseOrigin(origin));
    return row ?? unknownStorefront(slug);
  }
}

/** An origin as browsers write it. A path would be a promise that nobody keeps, hence refused. */
function parseOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.href === `${url.origin}/`;
  if (!isOrigin) throw badField('origin', 'must be an origin like https://shop.example');
  return url.origin;
}

function unknownStorefront(slug: string): never {
  throw new AppError('not_found', `there is no storefront "${slug}"`);
}
