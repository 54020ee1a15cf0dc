import { randomBytes } from 'node:crypto';
import type { Database, Executor } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { type KeyWithStorefront, StorefrontDao } from '@dreamteamhub/db/storefronts';
import { SCOPES, type Scope } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import type { SecretBox } from '../../platform/secret-box.ts';
import { type KeyView, listKeys, statusOf, toKeyView } from './key-list-service.ts';
import { keyPrefix, signingKeyOf, signingPlace, storedHash } from './key-material.ts';

/** Issues and ends the keys of callers: 192 random bits behind `pk_`, `sk_`, `pk_test_` or `sk_test_`, of which only a hash is stored. */
export class KeyService {
  readonly #db: Database;
  readonly #storefronts: StorefrontDao;
  readonly #secrets: SecretBox;
  readonly #onEnd: () => void;

  constructor(deps: {
    db: Database;
    secrets: SecretBox;
    /** Called when a key ends sooner than was known before. */
    onEnd?: () => void;
  }) {
    this.#db = deps.db;
    this.#storefronts = new StorefrontDao(deps.db);
    this.#secrets = deps.secrets;
    this.#onEnd = deps.onEnd ?? (() => undefined);
  }

  /** Issues a key of a storefront; it is shown this once. Throws `bad_request` for an unknown storefront. */
  async issue(
    input: {
      kind: 'publishable' | 'secret';
      isTest?: boolean;
      storefront: string;
      name: string;
      scopes: readonly Scope[];
    },
    by: Caller,
  ): Promise<{ key: string; apiKey: KeyView }> {
    return this.#db.transaction(async (tx) => {
      const storefront = await new StorefrontDao(tx).lockStorefront({ slug: input.storefront });
      if (storefront === null) throw badField('storefront', `there is no storefront "${input.storefront}"`);
      const { kind, isTest = false, name, scopes } = input;
      const data = { storefrontId: storefront.id, kind, isTest, name, scopes: [...scopes] };
      const issued = await this.#create(tx, data);
      await new AuditDao(tx).record(by, {
        action: 'storefronts.issueKey',
        subject: { kind: 'key', id: issued.apiKey.id },
        after: { storefront: input.storefront, kind, isTest, name, scopes },
      });
      return issued;
    });
  }

  /**
   * Issues a key to replace another, which ends after the overlap. Throws `not_found`, or `conflict` when the other has
   * already ended or is HUB_SECRET_KEY.
   */
  async rotate(
    { id, overlapSeconds }: { id: number; overlapSeconds: number },
    by: Caller,
  ): Promise<{ key: string; apiKey: KeyView }> {
    const rotated = await this.#db.transaction(async (tx) => {
      const dao = new StorefrontDao(tx);
      const old = await this.#get(dao, id);
      if (old.expiresAt !== null || !(await dao.expireKey(id, overlapSeconds))) throw notActive(old);
      const { storefrontId, kind, isTest, name, scopes } = old;
      const issued = await this.#create(tx, { storefrontId, kind, isTest, name, scopes });
      await new AuditDao(tx).record(by, {
        action: 'storefronts.rotateKey',
        subject: { kind: 'key', id },
        after: { nextKey: issued.apiKey.id, overlapSeconds },
      });
      return issued;
    });
    this.#onEnd();
    return rotated;
  }

  /** Ends a key. Throws `not_found`, or `conflict` when it is already revoked or is HUB_SECRET_KEY. */
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
    this.#onEnd();
    return toKeyView(revoked);
  }

  /** Returns all keys, newest first, never the keys themselves. */
  list(): Promise<{ items: KeyView[] }> {
    return listKeys(this.#db);
  }

  /** Makes HUB_SECRET_KEY, when set, the one key of all storefronts. */
  async syncEnvironmentKey(key: string | undefined): Promise<void> {
    await this.#storefronts.syncEnvironmentKey(
      key === undefined
        ? null
        : { lastFour: key.slice(-4), scopes: [...SCOPES], ...this.#derived(key, false) },
    );
  }

  /** Re-encrypts signing keys that another than the first encryption key encrypted. Returns the number of them. */
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
    data: {
      storefrontId: number;
      kind: 'publishable' | 'secret';
      isTest: boolean;
      name: string;
      scopes: string[];
    },
  ): Promise<{ key: string; apiKey: KeyView }> {
    const key = `${keyPrefix(data)}${randomBytes(24).toString('base64url')}`;
    const { keyHash, signingKey } = this.#derived(key, data.isTest);
    const dao = new StorefrontDao(tx);
    const { id } = await dao.createKey({
      ...data,
      keyHash,
      lastFour: key.slice(-4),
      signingKey: data.kind === 'secret' ? signingKey : null,
    });
    return { key, apiKey: toKeyView(await this.#get(dao, id)) };
  }

  #derived(key: string, isTest: boolean): { keyHash: string; signingKey: string } {
    const keyHash = storedHash(key, { isTest });
    return { keyHash, signingKey: this.#secrets.seal(signingKeyOf(key), signingPlace(keyHash)) };
  }

  async #get(dao: StorefrontDao, id: number): Promise<KeyWithStorefront> {
    const row = await dao.getKey(id);
    if (row === null) throw new AppError('not_found', `there is no key with id ${id}`);
    return row;
  }
}

function notActive(key: KeyWithStorefront): AppError {
  if (key.source === 'environment') {
    return new AppError('conflict', 'this key is HUB_SECRET_KEY: change it where the hub is configured');
  }
  const status = statusOf(key);
  return new AppError(
    'conflict',
    status === 'expiring' ? 'this key was already rotated' : `this key is ${status}`,
  );
}
