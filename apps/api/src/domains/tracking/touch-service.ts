import type { Database } from '@dreamteamhub/db';
import { AffiliateDao, type AffiliateWithStorefront, type ClickRow } from '@dreamteamhub/db/affiliates';
import type { ClickClaim, ClickTokens } from './click-token.ts';
import { type AffiliateReference, type Reporter, unknownAffiliate, visibleAffiliate } from './reporter.ts';
import { visitorKey } from './visitor.ts';

export type { AffiliateReference, Reporter } from './reporter.ts';

/** Finds the affiliate and click that a storefront's report names, always in the database: money depends on it. */
export class TouchService {
  readonly #affiliates: AffiliateDao;
  readonly #tokens: Pick<ClickTokens, 'verify'>;
  readonly #now: () => Date;

  constructor(deps: { db: Database; tokens: Pick<ClickTokens, 'verify'>; now: () => Date }) {
    this.#affiliates = new AffiliateDao(deps.db);
    this.#tokens = deps.tokens;
    this.#now = deps.now;
  }

  /**
   * Returns the affiliate that a report names; null when it names none. Throws `not_found` for one that the caller
   * cannot see.
   */
  async findAffiliate(
    reference: AffiliateReference,
    reporter: Reporter,
  ): Promise<AffiliateWithStorefront | null> {
    const { pixelId, handle } = reference;
    const expectVisible = (affiliate: AffiliateWithStorefront | null): AffiliateWithStorefront => {
      const visible = visibleAffiliate(affiliate, reference, reporter);
      if (visible === null) throw unknownAffiliate(reference);
      return visible;
    };
    if (pixelId !== undefined) return expectVisible(await this.#affiliates.getAffiliateByPixelId(pixelId));
    if (handle !== undefined) return expectVisible(await this.#affiliates.getAffiliateByHandle(handle));
    return null;
  }

  /** Returns the affiliate of a click; null when the caller cannot see it. */
  async getAffiliate(
    id: number,
    reference: AffiliateReference,
    reporter: Reporter,
  ): Promise<AffiliateWithStorefront | null> {
    return visibleAffiliate(await this.#affiliates.getAffiliateById(id), reference, reporter);
  }

  /** Returns what a click token says; null unless this hub signed it within the last 30 days. */
  readToken(token: string): ClickClaim | null {
    return this.#tokens.verify(token, this.#now());
  }

  getClick(id: number): Promise<ClickRow | null> {
    return this.#affiliates.getClickById(id);
  }

  /** Returns the click of a token; null while it is still on the way to the database. */
  getClickByEventId(storefrontId: number, eventId: string): Promise<ClickRow | null> {
    return this.#affiliates.getClickByEventId(storefrontId, eventId);
  }

  /** Returns a visitor's last counted click within 30 days: for one affiliate or any, of one storefront or any. */
  getLastCountedClick(visitor: {
    visitorId: string;
    storefrontId: number | undefined;
    affiliateId: number | undefined;
  }): Promise<ClickRow | null> {
    const { visitorId, ...scope } = visitor;
    return this.#affiliates.getLastCountedClick({ visitorKey: visitorKey(visitorId), ...scope });
  }
}
