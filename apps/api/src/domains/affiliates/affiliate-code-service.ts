import type { Database, Page } from '@dreamteamhub/db';
import { AffiliateCodeDao, type AffiliateCodeRow, AffiliateDao } from '@dreamteamhub/db/affiliates';
import { AuditDao } from '@dreamteamhub/db/audit';
import { type admin, canonicalCode, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';

type AffiliateCode = WireOutputs<typeof admin>['affiliates']['addCode'];

/** Coupon codes that are bound to affiliates. A storefront's key manages those of its own storefront only. */
export class AffiliateCodeService {
  readonly #db: Database;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
  }

  /**
   * Binds a code to an affiliate; one that is bound to it already stays. Throws `not_found` for an unknown affiliate,
   * `conflict` for one that is archived, and when the code is another affiliate's.
   */
  add({ id, code }: { id: number; code: string }, by: Caller): Promise<AffiliateCode> {
    return this.#db.transaction(async (tx) => {
      const affiliate = await new AffiliateDao(tx).lockAffiliate(id);
      if (affiliate === null || !isVisible(affiliate, by)) throw unknownAffiliate(id);
      if (affiliate.status === 'archived') throw new AppError('conflict', 'id: the partner is archived');
      const { storefrontId } = affiliate;
      const codes = new AffiliateCodeDao(tx);
      const bound = { storefrontId, affiliateId: id, code: code.trim(), codeKey: canonicalCode(code) };
      const added = await codes.addCode(bound);
      if (added !== null) {
        await new AuditDao(tx).record(by, {
          action: 'affiliates.addCode',
          subject: { kind: 'affiliate', id },
          after: { code: added.code },
        });
        return toView(added);
      }
      const taken = await codes.getCode(storefrontId, bound.codeKey);
      if (taken?.affiliateId === id) return toView(taken);
      const owner = taken === null ? null : await new AffiliateDao(tx).getAffiliateById(taken.affiliateId);
      const whose = owner === null ? '' : `: ${owner.handle}`;
      throw new AppError('conflict', `code: "${bound.code}" belongs to another partner${whose}`, {
        details: { affiliateId: owner?.id ?? null },
      });
    });
  }

  /** Returns one page of an affiliate's codes, oldest first. Throws `not_found`. */
  async list(
    { id, limit, cursor }: { id: number; limit: number; cursor?: string | undefined },
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Page<AffiliateCode>> {
    const page = { limit, afterId: readCursor(cursor) };
    const affiliate = await new AffiliateDao(this.#db).getAffiliateById(id);
    if (affiliate === null || !isVisible(affiliate, by)) throw unknownAffiliate(id);
    const { items, nextCursor } = await new AffiliateCodeDao(this.#db).getCodesOf(id, page);
    return { items: items.map(toView), nextCursor };
  }

  /** Unbinds a code; orders that it brought stay as they are. Throws `not_found`. */
  remove(id: number, by: Caller): Promise<AffiliateCode> {
    return this.#db.transaction(async (tx) => {
      const removed = await new AffiliateCodeDao(tx).removeCode(id, by.storefrontId);
      if (removed === null) throw new AppError('not_found', `there is no code with id ${id}`);
      await new AuditDao(tx).record(by, {
        action: 'affiliates.removeCode',
        subject: { kind: 'affiliate', id: removed.affiliateId },
        before: { code: removed.code },
      });
      return toView(removed);
    });
  }
}

function isVisible(affiliate: { storefrontId: number }, by: Pick<Caller, 'storefrontId'>): boolean {
  return by.storefrontId === null || affiliate.storefrontId === by.storefrontId;
}

function toView({ id, affiliateId, code, createdAt }: AffiliateCodeRow): AffiliateCode {
  return { id, affiliateId, code, createdAt: createdAt.toISOString() };
}

function unknownAffiliate(id: number): AppError {
  return new AppError('not_found', `there is no affiliate with id ${id}`);
}
