import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { storefronts } from '../storefronts/tables.ts';
import { affiliateCodes } from './tables.ts';

export type AffiliateCodeRow = typeof affiliateCodes.$inferSelect;

/** Coupon codes that are bound to affiliates. */
export class AffiliateCodeDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Binds a code to an affiliate; null when it is bound already, to whomever. */
  async addCode(data: {
    storefrontId: number;
    affiliateId: number;
    code: string;
    codeKey: string;
  }): Promise<AffiliateCodeRow | null> {
    const rows = await this.#db.insert(affiliateCodes).values(data).onConflictDoNothing().returning();
    return rows[0] ?? null;
  }

  /** Returns a code of a storefront by its canonical form; null when it is bound to nobody. */
  async getCode(storefrontId: number, codeKey: string): Promise<AffiliateCodeRow | null> {
    const rows = await this.#db
      .select()
      .from(affiliateCodes)
      .where(and(eq(affiliateCodes.storefrontId, storefrontId), eq(affiliateCodes.codeKey, codeKey)));
    return rows[0] ?? null;
  }

  /** Returns one page of an affiliate's codes, oldest first. */
  async getCodesOf(affiliateId: number, { afterId, limit }: PageRequest): Promise<Page<AffiliateCodeRow>> {
    const rows = await this.#db
      .select()
      .from(affiliateCodes)
      .where(
        and(
          eq(affiliateCodes.affiliateId, affiliateId),
          afterId === undefined ? undefined : gt(affiliateCodes.id, cursorId(afterId)),
        ),
      )
      .orderBy(asc(affiliateCodes.id))
      .limit(limit + 1);
    return toPage(rows, limit);
  }

  /** Unbinds a code; null when there is none with this id, or it is not of this storefront (null: of any). */
  async removeCode(id: number, storefrontId: number | null): Promise<AffiliateCodeRow | null> {
    const rows = await this.#db
      .delete(affiliateCodes)
      .where(
        and(
          eq(affiliateCodes.id, id),
          storefrontId === null ? undefined : eq(affiliateCodes.storefrontId, storefrontId),
        ),
      )
      .returning();
    return rows[0] ?? null;
  }

  /** Returns the affiliates that codes of a storefront are bound to, in the order of the codes. */
  async findAffiliateIds(
    of: { storefrontId: number } | { storefront: string },
    codeKeys: readonly string[],
  ): Promise<number[]> {
    const rows = await this.#db
      .select({ affiliateId: affiliateCodes.affiliateId })
      .from(affiliateCodes)
      .innerJoin(storefronts, eq(storefronts.id, affiliateCodes.storefrontId))
      .where(
        and(
          'storefrontId' in of ? eq(storefronts.id, of.storefrontId) : eq(storefronts.slug, of.storefront),
          sql`${affiliateCodes.codeKey} = ANY (${sql.param(codeKeys)}::text[])`,
        ),
      )
      .orderBy(sql`array_position(${sql.param(codeKeys)}::text[], ${affiliateCodes.codeKey}::text)`);
    return rows.map(({ affiliateId }) => affiliateId);
  }
}
