import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import { decimalsOf } from '../core/columns.ts';
import type { Executor } from '../database.ts';
import { apiKeys, signedRequests, storefronts } from './tables.ts';

export type StorefrontRow = typeof storefronts.$inferSelect;
export type ApiKeyRow = typeof apiKeys.$inferSelect;

/** A key with the fields of its storefront that its callers need. */
export interface KeyWithStorefront extends ApiKeyRow {
  storefrontSlug: string;
  allowedOrigins: string[];
  /** By the database's clock. */
  isExpired: boolean;
}

export type StorefrontChange = Partial<
  Pick<StorefrontRow, 'name' | 'allowedOrigins' | 'claims' | 'maxClaim' | 'timeZone'>
>;

/** invalid_parameter_value */
const UNKNOWN_ZONE = '22023';

/** Storefronts and the keys that belong to them. */
export class StorefrontDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async getStorefront(id: number): Promise<StorefrontRow | null> {
    const rows = await this.#db.select().from(storefronts).where(eq(storefronts.id, id));
    return rows[0] ?? null;
  }

  async getStorefrontBySlug(slug: string): Promise<StorefrontRow | null> {
    const rows = await this.#db.select().from(storefronts).where(eq(storefronts.slug, slug)).limit(1);
    return rows[0] ?? null;
  }

  listStorefronts(): Promise<StorefrontRow[]> {
    return this.#db.select().from(storefronts).orderBy(asc(storefronts.id));
  }

  /**
   * Returns what clocks of a zone show at some instants, as `2026-03-29 03:30`, by PostgreSQL's copy of the zones, which
   * is another one than Node's. Null for a zone that it does not know.
   */
  async getClocks(zone: string, instants: readonly Date[]): Promise<string[] | null> {
    const given = sql.param(instants.map((instant) => instant.toISOString()));
    try {
      const { rows } = await this.#db.execute<{ shown: string }>(sql`
        SELECT to_char(at AT TIME ZONE ${zone}, 'YYYY-MM-DD HH24:MI') AS shown
        FROM unnest(${given}::timestamptz[]) WITH ORDINALITY AS given (at, place) ORDER BY place`);
      return rows.map(({ shown }) => shown);
    } catch (error) {
      if (error instanceof Error && (error.cause as { code?: unknown }).code === UNKNOWN_ZONE) return null;
      throw error;
    }
  }

  /**
   * Sets the default storefront's currency; false when there is a conversion or a rule with amounts in another currency,
   * or a refund with decimals that this one does not have. Its highest claim is rounded up to the decimals of the currency.
   */
  async setDefaultCurrency(currency: string): Promise<boolean> {
    const { rowCount } = await this.#db.execute(sql`
      UPDATE storefronts
      SET currency = ${currency},
          max_claim = CASE WHEN currency = ${currency} THEN max_claim
                           ELSE round(ceil(max_claim * ('1e' || decimals)::numeric) / ('1e' || decimals)::numeric, decimals)
                      END
      FROM (SELECT ${decimalsOf(sql`${currency}::text`)} AS decimals) AS next
      WHERE slug = 'default' AND (currency = ${currency} OR NOT EXISTS (
        SELECT FROM aff_attributions WHERE storefront_id = storefronts.id)
        AND NOT EXISTS (SELECT FROM ledger_accounts WHERE storefront_id = storefronts.id)
        AND NOT EXISTS (
          SELECT FROM commission_rules WHERE storefront_id = storefronts.id
            AND num_nonnulls(amount, tiers, cap_per_order, cap_per_month) > 0)
        AND NOT EXISTS (
          SELECT FROM aff_refunds WHERE storefront_id = storefronts.id AND min_scale(amount) > decimals))`);
    return rowCount === 1;
  }

  /** Adds a storefront; null when the slug is taken. */
  async createStorefront(data: {
    slug: string;
    name: string;
    currency: string;
    allowedOrigins: string[];
    timeZone: string | null;
  }): Promise<StorefrontRow | null> {
    const rows = await this.#db.insert(storefronts).values(data).onConflictDoNothing().returning();
    return rows[0] ?? null;
  }

  /** Locks a storefront until the transaction ends, and returns it; null when there is none. */
  async lockStorefront(by: { id: number } | { slug: string }): Promise<StorefrontRow | null> {
    const rows = await this.#db
      .select()
      .from(storefronts)
      .where('id' in by ? eq(storefronts.id, by.id) : eq(storefronts.slug, by.slug))
      .for('update');
    return rows[0] ?? null;
  }

  /** Changes the given fields. */
  async updateStorefront(id: number, change: StorefrontChange): Promise<StorefrontRow> {
    const [row] = await this.#db.update(storefronts).set(change).where(eq(storefronts.id, id)).returning();
    if (row === undefined) throw new Error(`the update of storefront ${id} returned no row`);
    return row;
  }

  /** Returns the key with one of these hashes, unless it was revoked or has expired. */
  async findValidKey(keyHashes: readonly string[]): Promise<KeyWithStorefront | null> {
    const rows = await this.#selectKeys(
      and(
        inArray(apiKeys.keyHash, [...keyHashes]),
        isNull(apiKeys.revokedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql`now()`)),
      ),
    );
    return rows[0] ?? null;
  }

  async getKey(id: number): Promise<KeyWithStorefront | null> {
    const rows = await this.#selectKeys(eq(apiKeys.id, id));
    return rows[0] ?? null;
  }

  /** Returns all keys, newest first. */
  listKeys(): Promise<KeyWithStorefront[]> {
    return this.#selectKeys(undefined);
  }

  async #selectKeys(condition: SQL | undefined): Promise<KeyWithStorefront[]> {
    const rows = await this.#db
      .select({
        key: apiKeys,
        isExpired: sql<boolean>`coalesce(${apiKeys.expiresAt} <= now(), false)`,
        storefrontSlug: storefronts.slug,
        allowedOrigins: storefronts.allowedOrigins,
      })
      .from(apiKeys)
      .innerJoin(storefronts, eq(storefronts.id, apiKeys.storefrontId))
      .where(condition)
      .orderBy(desc(apiKeys.id));
    return rows.map(({ key, ...storefront }) => ({ ...key, ...storefront }));
  }

  async createKey(data: {
    storefrontId: number;
    kind: ApiKeyRow['kind'];
    isTest: boolean;
    name: string;
    keyHash: string;
    lastFour: string;
    scopes: string[];
    signingKey: string | null;
  }): Promise<{ id: number }> {
    const [row] = await this.#db.insert(apiKeys).values(data).returning({ id: apiKeys.id });
    if (row === undefined) throw new Error('the insert of a key returned no row');
    return row;
  }

  /** Makes a key expire after some seconds; false when it is not active. */
  async expireKey(id: number, afterSeconds: number): Promise<boolean> {
    return this.#changeActiveKey(id, { expiresAt: sql`now() + make_interval(secs => ${afterSeconds})` });
  }

  /** Revokes a key; false when there is none with this id, or it is already revoked. */
  async revokeKey(id: number): Promise<boolean> {
    return this.#changeActiveKey(id, { revokedAt: sql`now()` });
  }

  // Not the key of HUB_SECRET_KEY: revoked here, it would come back at the next start.
  async #changeActiveKey(id: number, change: { expiresAt?: SQL; revokedAt?: SQL }): Promise<boolean> {
    const rows = await this.#db
      .update(apiKeys)
      .set(change)
      .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt), eq(apiKeys.source, 'issued')))
      .returning({ id: apiKeys.id });
    return rows.length === 1;
  }

  /** Records that a key was used, to the minute, and from where if that is known: more frequent use writes nothing. */
  async touchKey(id: number, network: string | null): Promise<void> {
    await this.#db
      .update(apiKeys)
      .set({
        lastUsedAt: sql`date_trunc('minute', now())`,
        ...(network === null ? {} : { lastUsedNetwork: network }),
      })
      .where(
        and(
          eq(apiKeys.id, id),
          or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, sql`date_trunc('minute', now())`)),
        ),
      );
  }

  /** Returns the encrypted signing keys, so that they can be encrypted with another key. */
  async getSigningKeys(): Promise<{ id: number; keyHash: string; signingKey: string }[]> {
    const rows = await this.#db
      .select({ id: apiKeys.id, keyHash: apiKeys.keyHash, signingKey: apiKeys.signingKey })
      .from(apiKeys)
      .where(isNotNull(apiKeys.signingKey))
      .orderBy(asc(apiKeys.id));
    return rows.flatMap(({ signingKey, ...key }) => (signingKey === null ? [] : [{ ...key, signingKey }]));
  }

  async setSigningKey(id: number, signingKey: string): Promise<void> {
    await this.#db.update(apiKeys).set({ signingKey }).where(eq(apiKeys.id, id));
  }

  /** Records a signed request; false when it was recorded before. */
  async noteSignedRequest(keyId: number, messageId: string): Promise<boolean> {
    const rows = await this.#db
      .insert(signedRequests)
      .values({ keyId, messageId })
      .onConflictDoNothing()
      .returning({ keyId: signedRequests.keyId });
    return rows.length === 1;
  }

  /** Deletes signed requests whose timestamp would no longer be accepted. */
  async forgetSignedRequests(olderThanSeconds: number): Promise<void> {
    await this.#db
      .delete(signedRequests)
      .where(lt(signedRequests.receivedAt, sql`now() - make_interval(secs => ${olderThanSeconds})`));
  }

  /** Makes the environment's secret key the only one from the environment: changing the variable revokes the old key. */
  async syncEnvironmentKey(
    key: { keyHash: string; lastFour: string; scopes: string[]; signingKey: string } | null,
  ): Promise<void> {
    await this.#db.transaction(async (tx) => {
      await tx
        .update(apiKeys)
        .set({ revokedAt: sql`now()` })
        .where(
          and(
            eq(apiKeys.source, 'environment'),
            isNull(apiKeys.revokedAt),
            key === null ? undefined : ne(apiKeys.keyHash, key.keyHash),
          ),
        );
      if (key === null) return;
      await tx
        .insert(apiKeys)
        .values({
          ...key,
          storefrontId: sql`(SELECT id FROM storefronts WHERE slug = 'default')`,
          kind: 'secret',
          name: 'HUB_SECRET_KEY',
          source: 'environment',
        })
        .onConflictDoUpdate({
          target: apiKeys.keyHash,
          set: { revokedAt: null, scopes: key.scopes, signingKey: key.signingKey },
        });
    });
  }
}
