import type { Database } from '@dreamteamhub/db';
import { AffiliateCodeDao, AffiliateDao, type AffiliateWithStorefront } from '@dreamteamhub/db/affiliates';
import { canonicalCode, canonicalHandle } from '@dreamteamhub/sdk/contract';
import { type ClickClaim, type ClickTokens, tokenIn } from './click-token.ts';
import { type AffiliateReference, type Reporter, slugOf, visibleAffiliate } from './reporter.ts';
import { visitorKey } from './visitor.ts';

export type { AffiliateReference, Reporter } from './reporter.ts';

/** A click as an order needs it. */
export interface KnownClick {
  id: number;
  affiliateId: number;
}

/** Finds clicks: those that count, or those of test mode. */
export interface ClickLookup {
  getClickById(id: number): Promise<KnownClick | null>;
  getClickByEventId(storefrontId: number, eventId: string): Promise<KnownClick | null>;
  getLastCountedClick(visitor: {
    visitorKey: string;
    storefrontId: number | undefined;
    affiliateId: number | undefined;
  }): Promise<KnownClick | null>;
}

/** Finds the affiliate and click that a storefront's report names, always in the database: money depends on it. */
export class TouchService {
  readonly #affiliates: AffiliateDao;
  readonly #codes: AffiliateCodeDao;
  readonly #clicks: ClickLookup;
  readonly #tokens: Pick<ClickTokens, 'verify'>;
  readonly #otherTokens: Pick<ClickTokens, 'verify'>;
  readonly #now: () => Date;

  constructor(deps: {
    db: Database;
    /** Default: those that count. */
    clicks?: ClickLookup;
    tokens: Pick<ClickTokens, 'verify'>;
    /** Those of the other mode, of test or live clicks: they are worth nothing, and it is said why. */
    otherTokens: Pick<ClickTokens, 'verify'>;
    now: () => Date;
  }) {
    this.#affiliates = new AffiliateDao(deps.db);
    this.#codes = new AffiliateCodeDao(deps.db);
    this.#clicks = deps.clicks ?? this.#affiliates;
    this.#tokens = deps.tokens;
    this.#otherTokens = deps.otherTokens;
    this.#now = deps.now;
  }

  /** Returns the affiliate that a report names by one of these; null for one that the caller cannot see. */
  async findAffiliate(
    by: { pixelId: string } | { handle: string },
    reference: AffiliateReference,
    reporter: Reporter,
  ): Promise<AffiliateWithStorefront | null> {
    const affiliate =
      'pixelId' in by
        ? await this.#affiliates.getAffiliateByPixelId(by.pixelId)
        : await this.#affiliates.getAffiliateByHandle(by.handle, canonicalHandle(by.handle));
    return visibleAffiliate(affiliate, reference, reporter);
  }

  /** Returns the affiliate that the first bound one of these coupon codes is bound to; null when the caller cannot see it. */
  async findAffiliateByCode(
    codes: readonly string[],
    reference: AffiliateReference,
    reporter: Reporter,
  ): Promise<AffiliateWithStorefront | null> {
    const { storefrontId } = reporter;
    const storefront = reference.storefront === undefined ? 'default' : slugOf(reference.storefront);
    const found = await this.#codes.findAffiliateIds(
      storefrontId === null ? { storefront } : { storefrontId },
      codes.map(canonicalCode),
    );
    for (const id of found) {
      const affiliate = await this.getAffiliate(id, reference, reporter);
      if (affiliate !== null) return affiliate;
    }
    return null;
  }

  /** Returns the affiliate of a click, or the one it was merged into; null when the caller cannot see it. */
  async getAffiliate(
    id: number,
    reference: AffiliateReference,
    reporter: Reporter,
  ): Promise<AffiliateWithStorefront | null> {
    const affiliate = await this.#affiliates.getAffiliateById(id);
    const merged = affiliate?.mergedIntoId ?? null;
    return visibleAffiliate(
      merged === null ? affiliate : await this.#affiliates.getAffiliateById(merged),
      reference,
      reporter,
    );
  }

  /** Returns what a click token says; null unless this hub signed it within the last 30 days. */
  readToken(token: string): ClickClaim | null {
    return this.#tokens.verify(tokenIn(token), this.#now());
  }

  /** Whether a token is of a click of the other mode. */
  isOtherModesToken(token: string): boolean {
    return this.#otherTokens.verify(tokenIn(token), this.#now()) !== null;
  }

  getClick(id: number): Promise<KnownClick | null> {
    return this.#clicks.getClickById(id);
  }

  /** Returns the click of a token; null while it is still on the way to the database. */
  getClickByEventId(storefrontId: number, eventId: string): Promise<KnownClick | null> {
    return this.#clicks.getClickByEventId(storefrontId, eventId);
  }

  /** Returns a visitor's last counted click within 30 days: for one affiliate or any, of one storefront or any. */
  getLastCountedClick(visitor: {
    visitorId: string;
    storefrontId: number | undefined;
    affiliateId: number | undefined;
  }): Promise<KnownClick | null> {
    const { visitorId, ...scope } = visitor;
    return this.#clicks.getLastCountedClick({ visitorKey: visitorKey(visitorId), ...scope });
  }
}
