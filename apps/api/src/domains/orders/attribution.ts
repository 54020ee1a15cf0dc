import type { AffiliateWithStorefront } from '@dreamteamhub/db/affiliates';
import type { AttributedBy, IgnoredField } from '@dreamteamhub/db/orders';
import { AppError, badField } from '../../platform/app-error.ts';
import type { AffiliateReference, KnownClick, Reporter, TouchService } from '../tracking/touch-service.ts';

/** What an order says about who brought it. */
export interface AttributionInput extends AffiliateReference {
  visitorId?: string | undefined;
  clickId?: number | string | undefined;
  clickToken?: string | undefined;
  couponCodes?: readonly string[] | undefined;
}

/** Whom an order is credited to, and the click that led to it. */
export interface Credit {
  affiliate: AffiliateWithStorefront;
  click: KnownClick | null;
  attributedBy: AttributedBy;
  /** What else the report names and could not be used. */
  ignored: IgnoredField[];
}

/** An affiliate, by the field that led to it. */
interface Found {
  affiliate: AffiliateWithStorefront;
  click: KnownClick | null;
  attributedBy: AttributedBy;
}

/** Why a field leads to no affiliate, or to one beside the affiliate that the report names. */
type Reason = IgnoredField['reason'];

/** Who is credited with an order; null: nobody, and how to say so to those who need somebody. */
export type Attributed =
  | { credit: Credit; ignored: IgnoredField[] }
  | { credit: null; ignored: IgnoredField[]; refusal: AppError };

/** Finds the affiliate and the click that an order is credited to. */
export class Attribution {
  readonly #touches: TouchService;

  constructor(deps: { touches: TouchService }) {
    this.#touches = deps.touches;
  }

  /**
   * Credits the first that is known: the affiliate named by pixel id or handle, the click given by id or token, the
   * affiliate to whom a coupon code is bound, the visitor's last counted click. A field that is unknown or broken is
   * passed over and told, so that no order is lost that somebody earned. A named affiliate goes before the click or
   * code of another one, which is told as well.
   *
   * The refusal is `not_found`, with what was ignored as details; `bad_request` when nothing is given.
   */
  async find(input: AttributionInput, reporter: Reporter): Promise<Attributed> {
    const ignored: IgnoredField[] = [];
    const ignore = (field: AttributedBy, reason: Reason) => {
      ignored.push({ field, reason });
    };
    const named = await this.#findNamed(input, reporter, ignore);
    const touched = await this.#findTouched(input, reporter, named?.affiliate ?? null, ignore);
    if (named !== null) return { credit: { ...named, click: touched?.click ?? null, ignored }, ignored };
    if (touched !== null) return { credit: { ...touched, ignored }, ignored };
    return { credit: null, ignored, refusal: nobody(input, ignored, this.#touches) };
  }

  async #findNamed(
    input: AttributionInput,
    reporter: Reporter,
    ignore: (field: AttributedBy, reason: Reason) => void,
  ): Promise<Found | null> {
    const { pixelId, handle } = input;
    for (const by of [
      ...(pixelId === undefined ? [] : [{ pixelId }]),
      ...(handle === undefined ? [] : [{ handle }]),
    ]) {
      const attributedBy = 'pixelId' in by ? 'pixelId' : 'handle';
      const affiliate = await this.#touches.findAffiliate(by, input, reporter);
      if (affiliate !== null) return { affiliate, click: null, attributedBy };
      ignore(attributedBy, 'unknown');
    }
    return null;
  }

  /** Finds the click that led here: of the named affiliate, where there is one, else of any. */
  async #findTouched(
    input: AttributionInput,
    reporter: Reporter,
    named: AffiliateWithStorefront | null,
    ignore: (field: AttributedBy, reason: Reason) => void,
  ): Promise<Found | null> {
    const chain = [
      ['clickId', () => this.#findClick(input, reporter)],
      ['clickToken', () => this.#findToken(input, reporter)],
      ['couponCodes', () => this.#findCoupon(input, reporter)],
      ['visitorId', () => this.#findVisitor(input, reporter, named)],
    ] as const;
    for (const [field, find] of chain) {
      if (input[field] === undefined || (field === 'couponCodes' && input.couponCodes?.length === 0))
        continue;
      const found = await find();
      // Most coupons are nobody's, and one of the named affiliate says nothing new: a click may still follow.
      if (
        field === 'couponCodes' &&
        named !== null &&
        (typeof found === 'string' || found.affiliate.id === named.id)
      ) {
        continue;
      }
      if (typeof found === 'string') ignore(field, found);
      else if (named !== null && found.affiliate.id !== named.id) ignore(field, 'another_affiliate');
      else return { ...found, attributedBy: field };
    }
    return null;
  }

  async #findClick(
    input: AttributionInput,
    reporter: Reporter,
  ): Promise<Omit<Found, 'attributedBy'> | Reason> {
    const id = readClickId(input.clickId);
    if (id === null) return 'invalid';
    const click = await this.#touches.getClick(id);
    const affiliate = click && (await this.#touches.getAffiliate(click.affiliateId, input, reporter));
    return click === null || affiliate === null ? 'unknown' : { affiliate, click };
  }

  /** A token names the affiliate by itself: its click may still be on the way to the database. */
  async #findToken(
    input: AttributionInput,
    reporter: Reporter,
  ): Promise<Omit<Found, 'attributedBy'> | Reason> {
    const claim = this.#touches.readToken(input.clickToken as string);
    if (claim === null) return 'invalid';
    const affiliate = await this.#touches.getAffiliate(claim.affiliateId, input, reporter);
    if (affiliate === null) return 'unknown';
    return {
      affiliate,
      click: await this.#touches.getClickByEventId(affiliate.storefrontId, claim.eventId),
    };
  }

  /** The first code that is bound to an affiliate, with that affiliate's last click of the visitor. */
  async #findCoupon(
    input: AttributionInput,
    reporter: Reporter,
  ): Promise<Omit<Found, 'attributedBy'> | Reason> {
    const affiliate = await this.#touches.findAffiliateByCode(input.couponCodes ?? [], input, reporter);
    if (affiliate === null) return 'unknown';
    const visited =
      input.visitorId === undefined ? null : await this.#findVisitor(input, reporter, affiliate);
    return { affiliate, click: visited === null || typeof visited === 'string' ? null : visited.click };
  }

  async #findVisitor(
    input: AttributionInput,
    reporter: Reporter,
    named: AffiliateWithStorefront | null,
  ): Promise<Omit<Found, 'attributedBy'> | Reason> {
    const click = await this.#touches.getLastCountedClick({
      visitorId: input.visitorId as string,
      storefrontId: named?.storefrontId ?? reporter.storefrontId ?? undefined,
      affiliateId: named?.id,
    });
    if (click === null) return 'unknown';
    const affiliate = named ?? (await this.#touches.getAffiliate(click.affiliateId, input, reporter));
    return affiliate === null ? 'unknown' : { affiliate, click };
  }
}

/** Reads a click's id, which may come as text; null for what is none. */
function readClickId(clickId: number | string | undefined): number | null {
  const id = typeof clickId === 'string' && /^\s*\d{1,16}\s*$/.test(clickId) ? Number(clickId) : clickId;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** Returns the error for an order that nothing attributes: it names the first field that leads nowhere. */
function nobody(
  input: AttributionInput,
  ignored: IgnoredField[],
  touches: Pick<TouchService, 'isOtherModesToken'>,
): AppError {
  const [first] = ignored;
  if (first === undefined) {
    return badField('pixelId', 'pixelId, handle, clickId, clickToken or visitorId is required');
  }
  const why: Record<AttributedBy, string> = {
    pixelId: `there is no pixel "${input.pixelId}"`,
    handle: `there is no affiliate "${input.handle}"`,
    clickId: `there is no click ${input.clickId}`,
    clickToken: touches.isOtherModesToken(input.clickToken ?? '')
      ? 'is of a live click where a test click is needed, or the other way round: test keys and live keys do not mix'
      : 'is not a token of this hub, or is older than 30 days',
    couponCodes: 'none of these codes is bound to an affiliate',
    visitorId: 'this visitor has no counted click in the last 30 days',
  };
  return new AppError('not_found', `${first.field}: ${why[first.field]}`, { details: { ignored } });
}
