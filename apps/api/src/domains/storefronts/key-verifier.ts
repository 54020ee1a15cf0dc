import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { type KeyWithStorefront, StorefrontDao } from '@dreamteamhub/db/storefronts';
import type { Scope } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import { truncateIp } from '../../platform/network.ts';
import type { SecretBox } from '../../platform/secret-box.ts';
import { hashKey, scopesOf, signingPlace, storedHashes } from './key-material.ts';

/** What a request needs to know about its key. */
export interface KnownKey {
  id: number;
  kind: 'publishable' | 'secret';
  /** What it reports counts nowhere. */
  isTest: boolean;
  /** Null: all storefronts. */
  storefrontId: number | null;
  scopes: readonly Scope[];
  /** Origins whose pages may use a publishable key; empty: any origin. */
  allowedOrigins: readonly string[];
}

/** Who sends a key: a request. */
export interface KeySender {
  readonly ip: string;
}

/** A request that was signed instead of carrying its key. */
export interface SignedRequest {
  /** SHA-256 of the secret key, hex: names the key but opens nothing. */
  keyHash: string;
  /** Unique to this request. */
  messageId: string;
  /** Seconds since 1970, as text. */
  timestamp: string;
  /** `v1,` and base64; several are separated by spaces. */
  signature: string;
  body: string;
}

/** How long a key that was found valid counts as valid. */
const CHECKED_MILLISECONDS = 1_000;
/** From this age on it is looked up again in the background, so that requests of a busy key wait at most once. */
const REFRESHED_MILLISECONDS = 500;
/** Far more keys than a shop has. When it is full, all are forgotten. */
const CHECKED_CAPACITY = 10_000;
/** How far a signed request's timestamp may be off. */
const SIGNATURE_SECONDS = 300;
const MINUTE = 60_000;

interface Checked {
  known: KnownKey;
  /** When the look-up began, by this process's clock. */
  at: number;
  isRefreshing: boolean;
}

/** Finds the key that a request carries or was signed with. */
export class KeyVerifier {
  readonly #storefronts: StorefrontDao;
  readonly #secrets: SecretBox;
  readonly #now: () => number;
  readonly #checked = new Map<string, Checked>();
  readonly #lookups = new Map<string, Promise<KnownKey>>();

  constructor(deps: { db: Database; secrets: SecretBox; now?: () => number }) {
    this.#storefronts = new StorefrontDao(deps.db);
    this.#secrets = deps.secrets;
    this.#now = deps.now ?? Date.now;
  }

  /** Returns the key if it was found valid less than a second ago, as it is for nearly every click of a busy shop. */
  findRecent(key: string, from: KeySender | null): KnownKey | undefined {
    // By the key itself: hashing it would cost a click more than all the rest of this.
    const checked = this.#checked.get(key);
    if (checked === undefined) return undefined;
    const age = this.#now() - checked.at;
    if (age < REFRESHED_MILLISECONDS) return checked.known;
    if (age >= CHECKED_MILLISECONDS) return undefined;
    if (!checked.isRefreshing) {
      checked.isRefreshing = true;
      // If it fails, the first request after the second is up gets the error.
      this.#lookUp(key, from).catch(() => undefined);
    }
    return checked.known;
  }

  /**
   * Returns the key that a caller sent; throws `unauthorized` when it is unknown, revoked or expired. Asks the database
   * about twice a second for each key, however many requests carry it, so that a revoked one is refused everywhere a
   * second later.
   */
  async authenticate(key: string, from: KeySender | null): Promise<KnownKey> {
    return this.findRecent(key, from) ?? this.#lookUp(key, from);
  }

  /** Whether a key is being looked up at this moment: whoever else asks for it gets the same answer. */
  isLookedUp(key: string): boolean {
    return this.#lookups.has(key);
  }

  /** Returns a key that this process has found valid and not yet invalid; it may have been revoked a moment ago. */
  findRemembered(key: string): KnownKey | undefined {
    return this.#checked.get(key)?.known;
  }

  /**
   * Returns the key that a request was signed with, as in https://www.standardwebhooks.com. Throws `unauthorized` for
   * an unknown key, a wrong signature, a clock that is more than five minutes off, and a repeated request.
   */
  async authenticateSigned(request: SignedRequest, from: KeySender | null): Promise<KnownKey> {
    const { messageId, timestamp } = request;
    if (!/^[\w.-]{1,128}$/.test(messageId)) {
      throw new AppError('unauthorized', 'webhook-id must be up to 128 letters, digits, ".", "_" or "-"');
    }
    const age = Math.abs(this.#now() / 1000 - Number(timestamp));
    if (!/^\d{1,12}$/.test(timestamp) || age > SIGNATURE_SECONDS) {
      throw new AppError('unauthorized', 'webhook-timestamp is more than 5 minutes off the hub’s clock');
    }
    const row = await this.#find(request.keyHash, from);
    if (row.kind === 'publishable') {
      throw new AppError('unauthorized', 'a publishable key (pk_…) cannot sign: use a secret one (sk_…)');
    }
    if (row.signingKey === null)
      throw new AppError('unauthorized', 'this API key is too old to sign: rotate it');
    const signingKey = this.#secrets.open(row.signingKey, signingPlace(row.keyHash));
    if (!isSignedWith(signingKey, request)) {
      throw new AppError('unauthorized', 'webhook-signature does not match the request');
    }
    if (!(await this.#storefronts.noteSignedRequest(row.id, messageId))) {
      throw new AppError(
        'unauthorized',
        'a request with this webhook-id was already received: sign each try with a new one',
      );
    }
    return toKnownKey(row);
  }

  async #find(keyHash: string, from: KeySender | null): Promise<KeyWithStorefront> {
    // Looked up by hash: how long it takes tells nothing about the key.
    const row = await this.#storefronts.findValidKey(storedHashes(keyHash));
    if (row === null) throw new AppError('unauthorized', 'this API key is not known, or was revoked');
    if (row.lastUsedAt === null || this.#now() - row.lastUsedAt.getTime() > MINUTE) {
      // A publishable key is used by visitors, whose networks belong to their clicks and nowhere else.
      const network = row.kind === 'secret' && from !== null ? truncateIp(from.ip) : null;
      // Only people look at this: no request waits for it or fails with it.
      this.#storefronts.touchKey(row.id, network).catch(() => undefined);
    }
    return row;
  }

  /** Forgets signed requests that are too old to be accepted again. */
  forgetSignedRequests(): Promise<void> {
    return this.#storefronts.forgetSignedRequests(2 * SIGNATURE_SECONDS);
  }

  /** Makes every key be looked up again, because some ended sooner than was known before. */
  forget(): void {
    this.#checked.clear();
    this.#lookups.clear();
  }

  /** One look-up per key at a time. Only valid keys are remembered, so that a newly issued key works at once. */
  #lookUp(key: string, from: KeySender | null): Promise<KnownKey> {
    const underWay = this.#lookups.get(key);
    if (underWay !== undefined) return underWay;
    const at = this.#now();
    const lookup = this.#find(hashKey(key), from).then(toKnownKey);
    this.#lookups.set(key, lookup);
    lookup
      .then(
        (known) => {
          // A look-up that was forgotten meanwhile may have read an outdated state.
          if (this.#lookups.get(key) !== lookup) return;
          if (this.#checked.size >= CHECKED_CAPACITY) this.#checked.clear();
          this.#checked.set(key, { known, at, isRefreshing: false });
        },
        (error: unknown) => {
          if (error instanceof AppError && error.code === 'unauthorized') this.#checked.delete(key);
        },
      )
      .finally(() => {
        if (this.#lookups.get(key) === lookup) this.#lookups.delete(key);
      });
    return lookup;
  }
}

function isSignedWith(signingKey: string, { messageId, timestamp, body, signature }: SignedRequest): boolean {
  const expected = createHmac('sha256', Buffer.from(signingKey, 'base64'))
    .update(`${messageId}.${timestamp}.${body}`)
    .digest();
  return signature
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => Buffer.from(part.slice(3), 'base64'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
}

function toKnownKey(row: KeyWithStorefront): KnownKey {
  return {
    id: row.id,
    kind: row.kind,
    isTest: row.isTest,
    storefrontId: row.source === 'environment' ? null : row.storefrontId,
    scopes: scopesOf(row),
    allowedOrigins: row.allowedOrigins,
  };
}
