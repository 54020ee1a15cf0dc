import type { Database } from '@dreamteamhub/db';
import { AffiliateDao, type AffiliateWithStorefront, type ClickRow } from '@dreamteamhub/db/affiliates';
import { ConversionDao, type ConversionData, type ConversionResult } from '@dreamteamhub/db/conversions';
import { tracking } from '@dreamteamhub/sdk/contract';
import { AppError, badField, fromZodError } from '../../platform/app-error.ts';
import { hashContent } from '../../platform/content-hash.ts';
import { truncateIp } from '../../platform/network.ts';
import { conversionNews } from '../conversions/conversion-news.ts';
import { commissionMinor, formatMinor, parseMinor } from '../conversions/rules.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import type { AffiliateDirectory, DirectoryEntry } from './affiliate-directory.ts';
import type { ClickTokens } from './click-token.ts';
import type { ClickWriter } from './click-writer.ts';
import { isBot, visitorKey } from './visitor.ts';
import type { VisitorKeys } from './visitor-keys.ts';

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
  clickToken?: string | undefined;
}

export interface ClickReceipt {
  success: true;
  clickId: number;
  counted: boolean;
  reason?: 'bot' | 'duplicate' | 'paused';
  duplicate?: boolean;
}

/** What became of one click of a batch. */
export type ClickBatchResult =
  | ClickReceipt
  | { success: false; error: { code: string; message: string; details?: unknown } };

export interface ConversionReceipt {
  success: true;
  attributionId: number;
  duplicate?: boolean;
}

/** What became of a click, for metrics. */
export type ClickOutcome = 'counted' | 'bot' | 'duplicate' | 'paused' | 'repeated';

/** Records what storefronts report. A receipt means that it is committed. */
export class TrackingService {
  readonly #db: Database;
  readonly #publishEvent: PublishEvent;
  readonly #affiliates: AffiliateDao;
  readonly #directory: AffiliateDirectory;
  readonly #writer: ClickWriter;
  readonly #visitors: VisitorKeys;
  readonly #tokens: ClickTokens;
  readonly #now: () => Date;
  readonly #defaultCommissionBps: number;
  readonly #onClick: (outcome: ClickOutcome) => void;

  constructor(deps: {
    db: Database;
    directory: AffiliateDirectory;
    writer: ClickWriter;
    visitors: VisitorKeys;
    tokens: ClickTokens;
    defaultCommissionBps: number;
    publishEvent: PublishEvent;
    now: () => Date;
    /** Told what became of each click. */
    onClick?: (outcome: ClickOutcome) => void;
  }) {
    this.#db = deps.db;
    this.#publishEvent = deps.publishEvent;
    this.#affiliates = new AffiliateDao(deps.db);
    this.#directory = deps.directory;
    this.#writer = deps.writer;
    this.#visitors = deps.visitors;
    this.#tokens = deps.tokens;
    this.#now = deps.now;
    this.#defaultCommissionBps = deps.defaultCommissionBps;
    this.#onClick = deps.onClick ?? (() => undefined);
  }

  /** Records a click. Throws `not_found` for an unknown affiliate, `event_mismatch` for a reused event id. */
  async recordClick(input: ClickInput, reporter: Reporter): Promise<ClickReceipt> {
    const affiliate = admit(await this.#lookUp(input), input, reporter);
    if (affiliate === null) throw unknownAffiliate(input);
    const ip = (reporter.isTrusted ? input.visitorIp : undefined) ?? reporter.ip;
    const userAgent = (reporter.isTrusted ? input.visitorUserAgent : undefined) ?? reporter.userAgent;
    const { eventId, ...content } = input;
    const hashed = input.visitorId === undefined ? await this.#visitors.hash({ ip, userAgent }) : null;

    const result = await this.#writer.write({
      storefrontId: affiliate.storefrontId,
      affiliateId: affiliate.id,
      pixelId: affiliate.pixelId,
      event: eventId === undefined ? undefined : { eventId, bodyHash: hashContent('click', content) },
      visitorKey: hashed === null ? visitorKey(input.visitorId as string) : hashed.today,
      previousVisitorKey: hashed?.previous,
      ipAddress: truncateIp(ip),
      userAgent: userAgent?.slice(0, 1024) ?? null,
      referrer: input.referrer ?? null,
      landingPage: input.landingPage ?? null,
      subId: input.subId ?? null,
      isBot: isBot(userAgent),
    });

    if (result.outcome === 'event_mismatch') throw eventMismatch();
    if (result.outcome === 'unknown_affiliate') {
      this.#directory.forget(affiliate);
      throw unknownAffiliate(input);
    }
    const isRepeated = result.outcome === 'repeated';
    this.#onClick(isRepeated ? 'repeated' : (result.reason ?? 'counted'));
    return {
      success: true,
      clickId: result.clickId,
      counted: result.reason === null,
      ...(result.reason === null ? {} : { reason: result.reason }),
      ...(isRepeated ? { duplicate: true } : {}),
    };
  }

  /**
   * Records clicks side by side: what one of them is refused for is in its own result. Throws `unavailable` when none
   * could be stored.
   */
  async recordClicks(events: readonly unknown[], reporter: Reporter): Promise<ClickBatchResult[]> {
    const results = await Promise.all(events.map((event) => this.#recordOneOf(event, reporter)));
    const first = results[0];
    if (
      first instanceof AppError &&
      results.every((one) => one instanceof AppError && one.code === 'unavailable')
    ) {
      throw first;
    }
    return results.map((result) => (result instanceof AppError ? refusal(result) : result));
  }

  async #recordOneOf(event: unknown, reporter: Reporter): Promise<ClickReceipt | AppError> {
    const checked = tracking.tracking.recordClick.input.safeParse(event);
    if (!checked.success) return fromZodError(checked.error);
    return this.recordClick(checked.data, reporter).catch((error: unknown) => {
      if (error instanceof AppError) return error;
      throw error;
    });
  }

  #lookUp(reference: AffiliateReference): DirectoryEntry | null | Promise<DirectoryEntry | null> {
    if (reference.pixelId !== undefined) return this.#directory.findByPixelId(reference.pixelId);
    return reference.handle === undefined ? null : this.#directory.findByHandle(reference.handle);
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

    const result = await this.#writeConversion({
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
              bodyHash: hashContent('conversion', {
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

  #writeConversion(data: ConversionData): Promise<ConversionResult> {
    return this.#db.transaction(async (tx) => {
      const result = await new AffiliateDao(tx).trackConversion(data);
      if (result.outcome !== 'inserted' && result.outcome !== 'promoted') return result;
      const conversion = await new ConversionDao(tx).getConversionById(result.attributionId);
      if (conversion !== null) {
        await this.#publishEvent(tx, { type: 'conversion.recorded', data: conversionNews(conversion) });
      }
      return result;
    });
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
          : admit(await this.#affiliates.getAffiliateById(click.affiliateId), input, reporter));
      if (click === null || affiliate === null || click.affiliateId !== affiliate.id) {
        throw new AppError('not_found', `clickId: there is no click ${input.clickId} of this affiliate`);
      }
      return { affiliate, click };
    }
    if (input.clickToken !== undefined)
      return this.#attributeByToken(input.clickToken, named, { input, reporter });
    if (input.visitorId === undefined) {
      if (named === null) {
        throw badField('pixelId', 'pixelId, handle, clickId, clickToken or visitorId is required');
      }
      return { affiliate: named, click: null };
    }
    return this.#attributeByVisitor(visitorKey(input.visitorId), named, { input, reporter });
  }

  /** A token names the affiliate by itself: its click may still be on the way to the database. */
  async #attributeByToken(
    token: string,
    named: AffiliateWithStorefront | null,
    { input, reporter }: { input: ConversionInput; reporter: Reporter },
  ) {
    const claim = this.#tokens.verify(token, this.#now());
    if (claim === null) throw badField('clickToken', 'is not a token of this hub, or is older than 30 days');
    const affiliate =
      named ?? admit(await this.#affiliates.getAffiliateById(claim.affiliateId), input, reporter);
    if (affiliate === null || affiliate.id !== claim.affiliateId) {
      throw new AppError('not_found', 'clickToken: its click is not one of this affiliate');
    }
    return {
      affiliate,
      click: await this.#affiliates.getClickByEventId(affiliate.storefrontId, claim.eventId),
    };
  }

  async #attributeByVisitor(
    key: string,
    named: AffiliateWithStorefront | null,
    { input, reporter }: { input: ConversionInput; reporter: Reporter },
  ) {
    const click = await this.#affiliates.getLastCountedClick({
      storefrontId: named?.storefrontId ?? reporter.storefrontId ?? undefined,
      visitorKey: key,
      affiliateId: named?.id,
    });
    const affiliate =
      named ??
      (click === null
        ? null
        : admit(await this.#affiliates.getAffiliateById(click.affiliateId), input, reporter));
    if (affiliate === null) {
      throw new AppError('not_found', 'visitorId: this visitor has no counted click in the last 30 days');
    }
    return { affiliate, click };
  }

  async #findAffiliate(
    reference: AffiliateReference,
    reporter: Reporter,
  ): Promise<AffiliateWithStorefront | null> {
    const affiliate =
      reference.pixelId !== undefined
        ? await this.#affiliates.getAffiliateByPixelId(reference.pixelId)
        : reference.handle !== undefined
          ? await this.#affiliates.getAffiliateByHandle(reference.handle)
          : null;
    return admit(affiliate, reference, reporter);
  }
}

/** An affiliate of another storefront than the caller's does not exist for it, nor does one that left. */
function admit<Affiliate extends Pick<AffiliateWithStorefront, 'status' | 'storefrontId' | 'storefrontSlug'>>(
  affiliate: Affiliate | null,
  reference: AffiliateReference,
  reporter: Reporter,
): Affiliate | null {
  if (affiliate === null || affiliate.status === 'archived') return null;
  if (reporter.storefrontId !== null && affiliate.storefrontId !== reporter.storefrontId) return null;
  if (reference.storefront !== undefined && affiliate.storefrontSlug !== reference.storefront) return null;
  return affiliate;
}

function refusal({ code, message, details }: AppError): ClickBatchResult {
  return { success: false, error: { code, message, ...(details === undefined ? {} : { details }) } };
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
