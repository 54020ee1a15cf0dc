import { hash, randomBytes } from 'node:crypto';
import { type ApiKeyRow, type Database, StorefrontDao } from '@dreamteamhub/db';
import { AppError } from '../app-error.ts';

/** A key as far as a request needs to know it. */
export interface KnownKey {
  kind: 'publishable' | 'secret';
  /** Null: full scope. */
  storefrontId: number | null;
}

/** How long a key that was found valid is taken for valid. */
const CHECKED_MILLISECONDS = 1_000;
/** Far more keys than a shop has: what fills it is guessing, and is forgotten as a whole. */
const CHECKED_CAPACITY = 10_000;

/** Keys of callers: 192 random bits behind `pk_` or `sk_`, of which only the SHA-256 is stored. */
export class KeyService {
  readonly #storefronts: StorefrontDao;
  readonly #now: () => number;
  readonly #checked = new Map<string, { known: Promise<KnownKey>; at: number }>();

  constructor(deps: { db: Database; now?: () => number }) {
    this.#storefronts = new StorefrontDao(deps.db);
    this.#now = deps.now ?? Date.now;
  }

  /**
   * The key that a caller sent; throws `unauthorized` when it is unknown or revoked. Asks the database once in a second
   * for each key, however many requests it comes with, so that a revoked one is refused everywhere a second later.
   */
  authenticate(key: string): Promise<KnownKey> {
    const now = this.#now();
    // By the key itself: to hash it would cost a click more than all the rest of this.
    const checked = this.#checked.get(key);
    if (checked !== undefined && now - checked.at < CHECKED_MILLISECONDS) return checked.known;
    if (this.#checked.size >= CHECKED_CAPACITY) this.#checked.clear();
    const known = this.#find(key);
    this.#checked.set(key, { known, at: now });
    // Only what is valid is remembered: a key that was just issued works at once.
    known.catch(() => this.#checked.delete(key));
    return known;
  }

  /** Whether this process has found the key valid before; it may have been revoked since. */
  wasValid(key: string): boolean {
    return this.#checked.has(key);
  }

  async #find(key: string): Promise<KnownKey> {
    // Looked up by hash: how long it takes tells nothing about the key.
    const row = await this.#storefronts.findActiveKey(hashKey(key));
    if (row === null) throw new AppError('unauthorized', 'this API key is not known or was revoked');
    return { kind: row.kind, storefrontId: row.source === 'environment' ? null : row.storefrontId };
  }

  /** Issues a key of a storefront; it is shown this once. */
  async issue(input: {
    kind: ApiKeyRow['kind'];
    storefront: string;
    name: string;
  }): Promise<{ id: number; key: string }> {
    const storefront = await this.#storefronts.getStorefrontBySlug(input.storefront);
    if (storefront === null) throw new AppError('not_found', `there is no storefront "${input.storefront}"`);
    const key = `${input.kind === 'publishable' ? 'pk' : 'sk'}_${randomBytes(24).toString('base64url')}`;
    const row = await this.#storefronts.createKey({
      storefrontId: storefront.id,
      kind: input.kind,
      name: input.name,
      keyHash: hashKey(key),
      lastFour: key.slice(-4),
    });
    return { id: row.id, key };
  }

  list(): Promise<ApiKeyRow[]> {
    return this.#storefronts.listKeys();
  }

  revoke(id: number): Promise<boolean> {
    this.#checked.clear();
    return this.#storefronts.revokeKey(id);
  }

  /** Makes HUB_SECRET_KEY, when set, the one full-scope key. */
  async syncEnvironmentKey(key: string | undefined): Promise<void> {
    await this.#storefronts.syncEnvironmentKey(
      key === undefined ? null : { keyHash: hashKey(key), lastFour: key.slice(-4) },
    );
  }

  /** Books in this currency from now on; false when the default storefront has orders in another one. */
  setDefaultCurrency(currency: string): Promise<boolean> {
    return this.#storefronts.setDefaultCurrency(currency);
  }
}

function hashKey(key: string): string {
  return hash('sha256', key);
}
