import type { AffiliateWithStorefront, ClickRow } from '@dreamteamhub/db/affiliates';
import { AppError, badField } from '../../platform/app-error.ts';
import type { AffiliateReference, Reporter, TouchService } from '../tracking/touch-service.ts';

/** What an order says about who brought it. */
export interface AttributionInput extends AffiliateReference {
  visitorId?: string | undefined;
  clickId?: number | undefined;
  clickToken?: string | undefined;
}

/** Whom an order is credited to, and the click that led to it. */
export interface Credit {
  affiliate: AffiliateWithStorefront;
  click: ClickRow | null;
}

/** An order's report, with what is looked up for it. */
interface Report {
  input: AttributionInput;
  reporter: Reporter;
  /** The affiliate that the report names. */
  named: AffiliateWithStorefront | null;
}

/** Finds the affiliate and the click that an order is credited to. */
export class Attribution {
  readonly #touches: TouchService;

  constructor(deps: { touches: TouchService }) {
    this.#touches = deps.touches;
  }

  /**
   * Credits the affiliate given, else the click's, else that of the visitor's last counted click; with the click that
   * led here. Throws `not_found` when there is none, `bad_request` for a token that is not valid.
   */
  async credit(input: AttributionInput, reporter: Reporter): Promise<Credit> {
    const report = { input, reporter, named: await this.#touches.findAffiliate(input, reporter) };
    if (input.clickId !== undefined) return this.#creditClick(input.clickId, report);
    if (input.clickToken !== undefined) return this.#creditToken(input.clickToken, report);
    if (input.visitorId !== undefined) return this.#creditVisitor(input.visitorId, report);
    if (report.named === null) {
      throw badField('pixelId', 'pixelId, handle, clickId, clickToken or visitorId is required');
    }
    return { affiliate: report.named, click: null };
  }

  async #creditClick(clickId: number, report: Report): Promise<Credit> {
    const click = await this.#touches.getClick(clickId);
    const affiliate = click === null ? null : await this.#affiliateOf(click, report);
    if (click === null || affiliate === null || click.affiliateId !== affiliate.id) {
      throw new AppError('not_found', `clickId: there is no click ${clickId} of this affiliate`);
    }
    return { affiliate, click };
  }

  /** A token names the affiliate by itself: its click may still be on the way to the database. */
  async #creditToken(token: string, report: Report): Promise<Credit> {
    const claim = this.#touches.readToken(token);
    if (claim === null) throw badField('clickToken', 'is not a token of this hub, or is older than 30 days');
    const affiliate = await this.#affiliateOf(claim, report);
    if (affiliate === null || affiliate.id !== claim.affiliateId) {
      throw new AppError('not_found', 'clickToken: its click does not belong to this affiliate');
    }
    return {
      affiliate,
      click: await this.#touches.getClickByEventId(affiliate.storefrontId, claim.eventId),
    };
  }

  async #creditVisitor(visitorId: string, report: Report): Promise<Credit> {
    const { named, reporter } = report;
    const click = await this.#touches.getLastCountedClick({
      visitorId,
      storefrontId: named?.storefrontId ?? reporter.storefrontId ?? undefined,
      affiliateId: named?.id,
    });
    const affiliate = click === null ? named : await this.#affiliateOf(click, report);
    if (affiliate === null) {
      throw new AppError('not_found', 'visitorId: this visitor has no counted click in the last 30 days');
    }
    return { affiliate, click };
  }

  /** The affiliate that the report names takes precedence over the click's. */
  #affiliateOf(
    { affiliateId }: { affiliateId: number },
    { named, input, reporter }: Report,
  ): AffiliateWithStorefront | Promise<AffiliateWithStorefront | null> {
    return named ?? this.#touches.getAffiliate(affiliateId, input, reporter);
  }
}
