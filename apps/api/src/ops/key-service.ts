import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  AuditDao,
  type Database,
  type Executor,
  type KeyWithStorefront,
  StorefrontDao,
} from '@dreamteamhub/db';
import { type admin, SCOPES, type Scope, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../app-error.ts';
import type { Caller } from '../audit.ts';
import type { SecretBox } from '../secret-box.ts';

/** A key as far as a request needs to know it. */
export interface KnownKey {
  id: number;
  kind: 'publishable' | 'secret';
  /** Null: all storefronts. */
  storefrontId: number | null;
  scopes: readonly Scope[];
  /** Whose pages may use a publishable key; empty: anybody's. */
  allowedOrigins: readonly string[];
}

/** A key as answers show it. */
export type KeyView = WireOutputs<typeof admin>['storefronts']['listKeys']['items'][number];

/** A request that was signed instead of carrying its key. */
export interface SignedRequest {
  /** SHA-256 of the secret key, hex: names it and opens nothing. */
  keyHash: string;
  /** Of this request alone. */
  messageId: string;
  /** Seconds since 1970, as text. */
  timestamp: string;
  /** `v1,` and base64; several with spaces between. */
  signature: string;
  body: string;
}

/** How long a key that was found valid is taken for valid. */
const CHECKED_MILLISECONDS = 1_000;
/** Far more keys than a shop has: what fills it is guessing, and is forgotten as a whole. */
const CHECKED_CAPACITY = 10_000;
/** How far a signed request's clock may be off. */
const SIGNATURE_SECONDS = 300;
const MINUTE = 60_000;

/** Keys of callers: 192 random bits behind `pk_` or `sk_`, of which only the SHA-256 is stored. */
export class KeyService {
  readonly #db: Database;
  readonly #storefronts: StorefrontDao;
  readonly #secrets: SecretBox;
  readonly #now: () => number;
  readonly #checked = new Map<string, { known: Promise<KnownKey>; at: number }>();

  constructor(deps: { db: Database; secrets: SecretBox; now?: () => number }) {
    this.#db = deps.db;
    this.#storefronts = new StorefrontDao(deps.db);
    this.#secrets = deps.secrets;
    this.#now = deps.now ?? Date.now;
  }

  /**
   * The key that a caller sent; throws `unauthorized` when it is unknown, revoked or expired. Asks the database once in a second
   * for each key, however many requests it comes with, so that a revoked one is refused everywhere a second later.
   */
  authenticate(key: string): Promise<KnownKey> {
    const now = this.#now();
    // By the key itself: to hash it would cost a click more than all the rest of this.
    const checked = this.#checked.get(key);
    if (checked !== undefined && now - checked.at < CHECKED_MILLISECONDS) return checked.known;
    if (this.#checked.size >= CHECKED_CAPACITY) this.#checked.clear();
    const known = this.#find(hashKey(key)).then(toKnown);
    this.#checked.set(key, { known, at: now });
    // Only what is valid is remembered: a key that was just issued works at once.
    known.catch(() => this.#checked.delete(key));
    return known;
  }

  /** Whether this process has found the key valid before; it may have been revoked since. */
  wasValid(key: string): boolean {
    return this.#checked.has(key);
  }

  /**
   * The key that a request was signed with, as https://www.standardwebhooks.com has it. Throws `unauthorized` for an unknown key, a
   * wrong signature, a clock that is more than five minutes off, and a request that was here before.
   */
  async authenticateSigned(request: SignedRequest): Promise<KnownKey> {
    const { messageId, timestamp } = request;
    if (!/^[\w.-]{1,128}$/.test(messageId)) {
      throw new AppError('unauthorized', 'webhook-id must be up to 128 letters, digits, ".", "_" or "-"');
    }
    const age = Math.abs(this.#now() / 1000 - Number(timestamp));
    if (!/^\d{1,12}$/.test(timestamp) || age > SIGNATURE_SECONDS) {
      throw new AppError('unauthorized', 'webhook-timestamp is more than 5 minutes off the hub’s clock');
    }
    const row = await this.#find(request.keyHash);
    if (row.signingKey === null)
      throw new AppError('unauthorized', 'this API key is too old to sign: rotate it');
    const signingKey = this.#secrets.open(row.signingKey, signingPlace(row.keyHash));
    if (!isSignedWith(signingKey, request)) {
      throw new AppError('unauthorized', 'webhook-signature does not fit the request');
    }
    if (!(await this.#storefronts.noteSignedRequest(row.id, messageId))) {
      throw new AppError(
        'unauthorized',
        'a request with this webhook-id was here already: sign each try anew',
      );
    }
    return toKnown(row);
  }

  async #find(keyHash: string): Promise<KeyWithStorefront> {
    // Looked up by hash: how long it takes tells nothing about the key.
    const row = await this.#storefronts.findValidKey(keyHash);
    if (row === null) throw new AppError('unauthorized', 'this API key is not known, or was revoked');
    if (row.lastUsedAt === null || this.#now() - row.lastUsedAt.getTime() > MINUTE) {
      // For people to see; no request waits for it or fails with it.
      this.#storefronts.touchKeys([row.id]).catch(() => undefined);
    }
    return row;
  }

  /** Issues a key of a storefront; it is shown this once. Throws `bad_request` for the storefront. */
  async issue(
    input: { kind: 'publishable' | 'secret'; storefront: string; name: string; scopes: readonly Scope[] },
    by: Caller,
  ): Promise<{ key: string; apiKey: KeyView }> {
    return this.#db.transaction(async (tx) => {
      const storefront = await new StorefrontDao(tx).lockStorefront({ slug: input.storefront });
      if (storefront === null) throw badField('storefront', `there is no storefront "${input.storefront}"`);
      const { kind, name, scopes } = input;
      const issued = await this.#create(tx, { storefrontId: storefront.id, kind, name, scopes: [...scopes] });
      await new AuditDao(tx).record(by, {
        action: 'storefronts.issueKey',
        subject: { kind: 'key', id: issued.apiKey.id },
        after: { storefront: input.storefront, kind, name, scopes },
      });
      return issued;
    });
  }

  /**
   * Issues a key like another one, which ends after the overlap. Throws `not_found`, or `conflict` when it ended already or is
   * HUB_SECRET_KEY.
   */
  async rotate(
    { id, overlapSeconds }: { id: number; overlapSeconds: number },
    by: Caller,
  ): Promise<{ key: string; apiKey: KeyView }> {
    const rotated = await this.#db.transaction(async (tx) => {
      const dao = new StorefrontDao(tx);
      const old = await this.#get(dao, id);
      if (old.expiresAt !== null || !(await dao.expireKey(id, overlapSeconds))) throw notActive(old);
      const { storefrontId, kind, name, scopes } = old;
      const issued = await this.#create(tx, { storefrontId, kind, name, scopes });
      await new AuditDao(tx).record(by, {
        action: 'storefronts.rotateKey',
        subject: { kind: 'key', id },
        after: { nextKey: issued.apiKey.id, overlapSeconds },
      });
      return issued;
    });
    this.#checked.clear();
    return rotated;
  }

  /** Ends a key. Throws `not_found`, or `conflict` when it is revoked already or is HUB_SECRET_KEY. */
  async revoke(id: number, by: Caller): Promise<KeyView> {
    const revoked = await this.#db.transaction(async (tx) => {
      const dao = new StorefrontDao(tx);
      if (!(await dao.revokeKey(id))) throw notActive(await this.#get(dao, id));
      await new AuditDao(tx).record(by, {
        action: 'storefronts.revokeKey',
        subject: { kind: 'key', id },
      });
      return this.#get(dao, id);
    });
    this.#checked.clear();
    return toView(revoked);
  }

  async list(): Promise<{ items: KeyView[] }> {
    return { items: (await this.#storefronts.listKeys()).map(toView) };
  }

  /** Makes HUB_SECRET_KEY, when set, the one key of all storefronts. */
  async syncEnvironmentKey(key: string | undefined): Promise<void> {
    await this.#storefronts.syncEnvironmentKey(
      key === undefined ? null : { lastFour: key.slice(-4), scopes: [...SCOPES], ...this.#derived(key) },
    );
  }

  /** Forgets signed requests that are too old to be accepted again. */
  forgetSignedRequests(): Promise<void> {
    return this.#storefronts.forgetSignedRequests(2 * SIGNATURE_SECONDS);
  }

  /** Encrypts signing keys with the first encryption key where another one did; answers how many. */
  async reseal(): Promise<number> {
    const rows = await this.#storefronts.getSigningKeys();
    const old = rows.filter(({ signingKey }) => !this.#secrets.isCurrent(signingKey));
    for (const { id, keyHash, signingKey } of old) {
      const place = signingPlace(keyHash);
      await this.#storefronts.setSigningKey(
        id,
        this.#secrets.seal(this.#secrets.open(signingKey, place), place),
      );
    }
    return old.length;
  }

  async #create(
    tx: Executor,
    data: { storefrontId: number; kind: 'publishable' | 'secret'; name: string; scopes: string[] },
  ): Promise<{ key: string; apiKey: KeyView }> {
    const key = `${data.kind === 'publishable' ? 'pk' : 'sk'}_${randomBytes(24).toString('base64url')}`;
    const { keyHash, signingKey } = this.#derived(key);
    const dao = new StorefrontDao(tx);
    const { id } = await dao.createKey({
      ...data,
      keyHash,
      lastFour: key.slice(-4),
      signingKey: data.kind === 'secret' ? signingKey : null,
    });
    return { key, apiKey: toView(await this.#get(dao, id)) };
  }

  #derived(key: string): { keyHash: string; signingKey: string } {
    const keyHash = hashKey(key);
    return { keyHash, signingKey: this.#secrets.seal(signingKeyOf(key), signingPlace(keyHash)) };
  }

  async #get(dao: StorefrontDao, id: number): Promise<KeyWithStorefront> {
    const row = await dao.getKey(id);
    if (row === null) throw new AppError('not_found', `there is no key with id ${id}`);
    return row;
  }
}

function hashKey(key: string): string {
  return hash('sha256', key);
}

/** What a secret key signs with: whoever learns it can sign and read nothing. */
function signingKeyOf(key: string): string {
  return createHmac('sha256', key).update('dreamteamhub.signing.v1').digest('base64');
}

function signingPlace(keyHash: string): string {
  return `api_keys.signing_key:${keyHash}`;
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

function toKnown(row: KeyWithStorefront): KnownKey {
  return {
    id: row.id,
    kind: row.kind,
    storefrontId: row.source === 'environment' ? null : row.storefrontId,
    scopes: scopesOf(row),
    allowedOrigins: row.allowedOrigins,
  };
}

/** What a newer version may have written beside is nothing that this one could grant. */
function scopesOf({ scopes }: KeyWithStorefront): Scope[] {
  return SCOPES.filter((scope) => scopes.includes(scope));
}

function toView(row: KeyWithStorefront): KeyView {
  const { id, kind, name, lastFour } = row;
  const isFromEnvironment = row.source === 'environment';
  return {
    id,
    kind,
    name,
    lastFour,
    storefront: isFromEnvironment ? null : row.storefrontSlug,
    scopes: scopesOf(row),
    status: statusOf(row),
    isFromEnvironment,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}

function statusOf({ revokedAt, expiresAt, isExpired }: KeyWithStorefront): KeyView['status'] {
  if (revokedAt !== null) return 'revoked';
  if (isExpired) return 'expired';
  return expiresAt === null ? 'active' : 'expiring';
}

function notActive(key: KeyWithStorefront): AppError {
  if (key.source === 'environment') {
    return new AppError('conflict', 'this key is HUB_SECRET_KEY: change it where the hub is configured');
  }
  const status = statusOf(key);
  return new AppError(
    'conflict',
    status === 'expiring' ? 'this key was rotated already' : `this key is ${status}`,
  );
}
