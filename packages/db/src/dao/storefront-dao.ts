import { and, asc, eq, isNull, ne, type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { apiKeys, storefronts } from '../schema/index.ts';

export type StorefrontRow = typeof storefronts.$inferSelect;
export type ApiKeyRow = typeof apiKeys.$inferSelect;

/** Storefronts and the keys that belong to them. */
export class StorefrontDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async getStorefrontBySlug(slug: string): Promise<StorefrontRow | null> {
    const rows = await this.#db.select().from(storefronts).where(eq(storefronts.slug, slug)).limit(1);
    return rows[0] ?? null;
  }

  listStorefronts(): Promise<StorefrontRow[]> {
    return this.#db.select().from(storefronts).orderBy(asc(storefronts.id));
  }

  /** Adds an origin as the last one, unless it is there; null when there is no such storefront. */
  addAllowedOrigin(slug: string, origin: string): Promise<StorefrontRow | null> {
    const { allowedOrigins } = storefronts;
    return this.#setAllowedOrigins(
      slug,
      sql`CASE WHEN ${origin} = ANY (${allowedOrigins}) THEN ${allowedOrigins}
          ELSE array_append(${allowedOrigins}, ${origin}) END`,
    );
  }

  /** Takes an origin out; null when there is no such storefront. */
  removeAllowedOrigin(slug: string, origin: string): Promise<StorefrontRow | null> {
    return this.#setAllowedOrigins(slug, sql`array_remove(${storefronts.allowedOrigins}, ${origin})`);
  }

  // In one statement, so that two people who change the list at once both succeed.
  async #setAllowedOrigins(slug: string, origins: SQL): Promise<StorefrontRow | null> {
    const rows = await this.#db
      .update(storefronts)
      .set({ allowedOrigins: origins })
      .where(eq(storefronts.slug, slug))
      .returning();
    return rows[0] ?? null;
  }

  /** Sets the default storefront's currency; only while no conversion was booked in another one. */
  async setDefaultCurrency(currency: string): Promise<boolean> {
    const { rowCount } = await this.#db.execute(sql`
      UPDATE storefronts SET currency = ${currency}
      WHERE slug = 'default' AND (currency = ${currency} OR NOT EXISTS (
        SELECT FROM aff_attributions WHERE storefront_id = storefronts.id))`);
    return rowCount === 1;
  }

  /** The key with this SHA-256, unless it was revoked. */
  async findActiveKey(keyHash: string): Promise<(ApiKeyRow & { storefrontSlug: string }) | null> {
    const rows = await this.#db
      .select({ key: apiKeys, storefrontSlug: storefronts.slug })
      .from(apiKeys)
      .innerJoin(storefronts, eq(storefronts.id, apiKeys.storefrontId))
      .where(and(eq(apiKeys.keyHash, keyHash), isNull(apiKeys.revokedAt)))
      .limit(1);
    const row = rows[0];
    return row === undefined ? null : { ...row.key, storefrontSlug: row.storefrontSlug };
  }

  async createKey(data: {
    storefrontId: number;
    kind: ApiKeyRow['kind'];
    name: string;
    keyHash: string;
    lastFour: string;
  }): Promise<ApiKeyRow> {
    const [row] = await this.#db.insert(apiKeys).values(data).returning();
    if (row === undefined) throw new Error('the insert of a key returned no row');
    return row;
  }

  async listKeys(): Promise<ApiKeyRow[]> {
    return this.#db.select().from(apiKeys).orderBy(asc(apiKeys.id));
  }

  /** Revokes a key; false when there is none with this id, or it is revoked already. */
  async revokeKey(id: number): Promise<boolean> {
    const rows = await this.#db
      .update(apiKeys)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      .returning({ id: apiKeys.id });
    return rows.length === 1;
  }

  /** Makes the environment's secret key the only one of its source: a changed variable revokes the old key. */
  async syncEnvironmentKey(key: { keyHash: string; lastFour: string } | null): Promise<void> {
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
        .onConflictDoUpdate({ target: apiKeys.keyHash, set: { revokedAt: null } });
    });
  }
}
