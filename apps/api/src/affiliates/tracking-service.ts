import {
  AffiliateDao,
  type AffiliateWithStorefront,
  type ClickRow,
  type Database,
  VisitorSaltDao,
} from '@dreamteamhub/db';
import { AppError, badField } from '../app-error.ts';
import { commissionMinor, formatMinor, parseMinor } from './rules.ts';
import { hashEvent, hashVisitor, isBot, truncateIp, visitorKey } from './visitor.ts';

/** Who reports an event, as far as tracking cares. */
export interface Reporter {
  /** Secret-key callers are believed: their conversions are verified, and they may speak for a visitor. */
  isTrusted: boolean;
  /** The storefront that the caller's key is bound to; null for none or all. */
  storefrontId: number | null;
  ip: string;
  userAgent: string | null;
}

interface AffiliateReference {
  pixelId?: string | undefined;
  handle?: string | undefined;
  storefront?: string | undefined;
}

export interface ClickInput extends AffiliateReference {
  eventId?: string | undefined;
  visitorId?: string | undefined;
  landingPage?: string | undefined;
  referrer?: string | undefined;
  subId?: string | undefined;
  visitorIp?: string | undefined;
  visitorUserAgent?: string | undefined;
}

export interface ConversionInput extends AffiliateReference {
  eventId?: string | undefined;
  visitorId?: string | undefined;
  orderId: string;
  revenue: number | string;
  commission?: number | string | undefined;
  currency?: string | undefined;
  clickId?: number | undefined;
}

export interface ClickReceipt {
  success: true;
  clickId: number;
  counted: boolean;
  reason?: 'bot' | 'duplicate' | 'paused';
  duplicate?: boolean;
}

export interface ConversionReceipt {
  success: true;
  attributionId: number;
  duplicate?: boolean;
}

/** Records what storefronts report. A receipt means that it is committed. */
export class TrackingService {
  readonly #affiliates: AffiliateDao;
  readonly #salts: VisitorSaltDao;
  readonly #dedupSeconds: number;
  readonly #defaultCommissionBps: number;
  readonly #now: () => Date;
  #salt: { day: string; salt: string } | null = null;

  constructor(deps: {
    db: Database;
    dedupSeconds: number;
    defaultCommissionBps: number;
    now: () => Date;
  }) {
    this.#affiliates = new AffiliateDao(deps.db);
    this.#salts = new VisitorSaltDao(deps.db);
    this.#dedupSeconds = deps.dedupSeconds;
    this.#defaultCommissionBps = deps.defaultCommissionBps;
    this.#now = deps.now;
  }

  /** Records a click. Throws `not_found` for an unknown affiliate, `event_mismatch` for a reused event id. */
  async recordClick(input: ClickInput, reporter: Reporter): Promise<ClickReceipt> {
    const affiliate = await this.#findAffiliate(input, reporter);
    if (affiliate === null) throw unknownAffiliate(input);
    const ip = (reporter.isTrusted ? input.visitorIp : undefined) ?? reporter.ip;
    const userAgent = (reporter.isTrusted ? input.visitorUserAgent : undefined) ?? reporter.userAgent;
    const { eventId, ...content } = input;

    const result = await this.#affiliates.trackClick({
      storefrontId: affiliate.storefrontId,
      affiliateId: affiliate.id,
      pixelId: affiliate.pixelId,
      event: eventId === undefined ? undefined : { eventId, bodyHash: hashEvent('click', { ...content }) },
      visitorKey:
        input.visitorId === undefined
          ? hashVisitor(await this.#todaysSalt(), { ip, userAgent })
          : visitorKey(input.visitorId),
      ipAddress: truncateIp(ip),
      userAgent: userAgent?.slice(0, 1024) ?? null,
      referrer: input.referrer ?? null,
      landingPage: input.landingPage ?? null,
      subId: input.subId ?? null,
      notCountedBecause: isBot(userAgent) ? 'bot' : affiliate.status === 'active' ? null : 'paused',
      dedupSeconds: this.#dedupSeconds,
    });

    if (result.outcome === 'event_mismatch') throw eventMismatch();
    return {
      success: true,
      clickId: result.clickId,
      counted: result.counted,
      ...(result.reason === null ? {} : { reason: result.reason }),
      ...(result.outcome === 'repeated' ? { duplicate: true } : {}),
    };
  }

  /**
   * Records an order: verified for a trusted reporter, a claim otherwise. Throws `not_found` when no affiliate can be
   * credited, `conflict` when the order is taken, `event_mismatch` for a reused event id.
   */
  async recordConversion(input: ConversionInput, reporter: Reporter): Promise<ConversionReceipt> {
    const { affiliate, click } = await this.#attribute(input, reporter);
    if (input.currency !== undefined && input.currency !== affiliate.currency) {
      throw badField(
        'currency',
        `storefront "${affiliate.storefrontSlug}" takes orders in ${affiliate.currency}`,
      );
    }
    const revenue = parseMinor(input.revenue);
    const commission =
      reporter.isTrusted && input.commission !== undefined
        ? parseMinor(input.commission)
        : commissionMinor(revenue, affiliate.commissionBps ?? this.#defaultCommissionBps);
    const { eventId, ...content } = input;

    const result = await this.#affiliates.trackConversion({
      storefrontId: affiliate.storefrontId,
      affiliateId: affiliate.id,
      pixelId: affiliate.pixelId,
      orderId: input.orderId,
      kind: reporter.isTrusted ? 'verified' : 'claim',
      revenue: formatMinor(revenue),
      commission: formatMinor(commission),
      currency: affiliate.currency,
      clickId: click?.id ?? null,
      event:
        eventId === undefined
          ? undefined
          : {
              eventId,
              // Amounts by value: 99.9 and "99.90" are the same order.
              bodyHash: hashEvent('conversion', {
                ...content,
                revenue: formatMinor(revenue),
                commission:
                  input.commission === undefined ? undefined : formatMinor(parseMinor(input.commission)),
                isTrusted: reporter.isTrusted,
              }),
            },
    });

    switch (result.outcome) {
      case 'inserted':
      case 'promoted':
        return { success: true, attributionId: result.attributionId };
      case 'repeated':
        return { success: true, attributionId: result.attributionId, duplicate: true };
      case 'conflict':
        throw new AppError('conflict', `orderId: order "${input.orderId}" is attributed already`, {
          // Whose it is concerns only callers that may read.
          details: reporter.isTrusted ? { attributionId: result.attributionId } : undefined,
        });
      case 'event_mismatch':
        throw eventMismatch();
    }
  }

  /** The affiliate given, else the click's, else the visitor's last counted click's; and the click that led here. */
  async #attribute(
    input: ConversionInput,
    reporter: Reporter,
  ): Promise<{ affiliate: AffiliateWithStorefront; click: ClickRow | null }> {
    const named = await this.#findAffiliate(input, reporter);
    if (named === null && (input.pixelId !== undefined || input.handle !== undefined)) {
      throw unknownAffiliate(input);
    }
    if (input.clickId !== undefined) {
      const click = await this.#affiliates.getClickById(input.clickId);
      const affiliate =
        named ??
        (click === null
          ? null
          : this.#admit(await this.#affiliates.getAffiliateById(click.affiliateId), input, reporter));
      if (click === null || affiliate === null || click.affiliateId !== affiliate.id) {
        throw new AppError('not_found', `clickId: there is no click ${input.clickId} of this affiliate`);
      }
      return { affiliate, click };
    }
    if (input.visitorId === undefined) {
      if (named === null) throw badField('pixelId', 'pixelId, handle, clickId or visitorId is required');
      return { affiliate: named, click: null };
    }
    return this.#attributeByVisitor(visitorKey(input.visitorId), named, { input, reporter });
  }

  async #attributeByVisitor(
    key: string,
    named: AffiliateWithStorefront | null,
    { input, reporter }: { input: ConversionInput; reporter: Reporter },
  ) {
    const click = await this.#affiliates.getLastCountedClick({
      storefrontId: named?.storefrontId ?? reporter.storefrontId ?? undefined,
      visitorKey: key,
      pixelId: named?.pixelId,
    });
    const affiliate =
      named ??
      (click === null
        ? null
        : this.#admit(await this.#affiliates.getAffiliateById(click.affiliateId), input, reporter));
    if (affiliate === null) {
      throw new AppError('not_found', 'visitorId: this visitor has no counted click in the last 30 days');
    }
    return { affiliate, click };
  }

  async #findAffiliate(
    reference: AffiliateReference,
    reporter: Reporter,
  ): Promise<AffiliateWithStorefront | null> {
    if (reference.pixelId !== undefined) {
      return this.#admit(
        await this.#affiliates.getAffiliateByPixelId(reference.pixelId),
        reference,
        reporter,
      );
    }
    if (reference.handle !== undefined) {
      return this.#admit(await this.#affiliates.getAffiliateByHandle(reference.handle), reference, reporter);
    }
    return null;
  }

  // An affiliate of another storefront than the caller's does not exist for it, nor does one that left.
  #admit(
    affiliate: AffiliateWithStorefront | null,
    reference: AffiliateReference,
    reporter: Reporter,
  ): AffiliateWithStorefront | null {
    if (affiliate === null || affiliate.status === 'archived') return null;
    if (reporter.storefrontId !== null && affiliate.storefrontId !== reporter.storefrontId) return null;
    if (reference.storefront !== undefined && affiliate.storefrontSlug !== reference.storefront) return null;
    return affiliate;
  }

  async #todaysSalt(): Promise<string> {
    const today = this.#now().toISOString().slice(0, 10);
    if (this.#salt?.day !== today) this.#salt = await this.#salts.getTodaysSalt();
    return this.#salt.salt;
  }
}

function unknownAffiliate(reference: AffiliateReference): AppError {
  return new AppError(
    'not_found',
    reference.pixelId === undefined
      ? `handle: there is no affiliate "${reference.handle}"`
      : `pixelId: there is no pixel "${reference.pixelId}"`,
  );
}

function eventMismatch(): AppError {
  return new AppError('event_mismatch', 'eventId: this event id was used before, with other content');
}
