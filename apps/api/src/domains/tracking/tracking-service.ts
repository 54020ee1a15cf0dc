import { tracking } from '@dreamteamhub/sdk/contract';
import { AppError, fromZodError } from '../../platform/app-error.ts';
import { hashContent } from '../../platform/content-hash.ts';
import { fromDatabaseError } from '../../platform/database-error.ts';
import { canonicalAddress, truncateIp } from '../../platform/network.ts';
import { readInput } from '../../platform/read-input.ts';
import type { AffiliateDirectory, DirectoryEntry } from './affiliate-directory.ts';
import type { ClickWriter } from './click-writer.ts';
import { type AffiliateReference, type Reporter, unknownAffiliate, visibleAffiliate } from './reporter.ts';
import type { ClickTexts, Strangers } from './strangers.ts';
import { isBot, visitorKey } from './visitor.ts';
import type { VisitorKeys } from './visitor-keys.ts';

export interface ClickInput extends AffiliateReference {
  eventId?: string | undefined;
  visitorId?: string | undefined;
  landingPage?: string | undefined;
  referrer?: string | undefined;
  subId?: string | undefined;
  visitorIp?: string | undefined;
  visitorUserAgent?: string | undefined;
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

/** What became of a click, for metrics. */
export type ClickOutcome = 'counted' | 'bot' | 'duplicate' | 'paused' | 'repeated';

/** Records the clicks that storefronts report. A receipt means that the click is committed. */
export class TrackingService {
  readonly #directory: AffiliateDirectory;
  readonly #writer: Pick<ClickWriter, 'write'>;
  readonly #visitors: Pick<VisitorKeys, 'hash'>;
  readonly #strangers: Strangers;
  readonly #onClick: (outcome: ClickOutcome) => void;

  constructor(deps: {
    directory: AffiliateDirectory;
    writer: Pick<ClickWriter, 'write'>;
    visitors: Pick<VisitorKeys, 'hash'>;
    strangers: Strangers;
    /** Called with what became of each click. */
    onClick?: (outcome: ClickOutcome) => void;
  }) {
    this.#directory = deps.directory;
    this.#writer = deps.writer;
    this.#visitors = deps.visitors;
    this.#strangers = deps.strangers;
    this.#onClick = deps.onClick ?? (() => undefined);
  }

  /**
   * Records a click. Throws `not_found` for an unknown affiliate, `event_mismatch` for a reused event id, `rate_limited`
   * for a stranger who has filled their share of the day.
   */
  async recordClick(input: ClickInput, reporter: Reporter): Promise<ClickReceipt> {
    const affiliate = await this.#findVisible(input, reporter);
    const given = (reporter.isTrusted ? input.visitorIp : undefined) ?? reporter.ip;
    const ip = canonicalAddress(given) ?? given;
    const userAgent = (reporter.isTrusted ? input.visitorUserAgent : undefined) ?? reporter.userAgent;
    this.#strangers.admit(reporter);
    const { eventId, ...content } = input;
    const hashed = input.visitorId === undefined ? await this.#visitors.hash({ ip, userAgent }) : null;

    const texts: ClickTexts = {
      referrer: input.referrer ?? null,
      landingPage: input.landingPage ?? null,
      userAgent: userAgent?.slice(0, 1024) ?? null,
    };
    const click = {
      event: eventId === undefined ? undefined : { eventId, bodyHash: hashContent('click', content) },
      visitorKey: hashed === null ? visitorKey(input.visitorId as string) : hashed.today,
      previousVisitorKey: hashed?.previous,
      ipAddress: truncateIp(ip),
      ...this.#strangers.fit(texts, reporter),
      subId: input.subId ?? null,
      isBot: isBot(userAgent),
    };
    let result = await this.#write(affiliate, click);
    if (result.outcome === 'unknown_affiliate') {
      // Archived since it was looked up, perhaps in favour of another one.
      this.#directory.forget(input);
      this.#directory.forget(affiliate);
      result = await this.#write(await this.#findVisible(input, reporter), click);
    }
    if (result.outcome === 'event_mismatch') throw eventMismatch();
    if (result.outcome === 'unknown_affiliate') throw unknownAffiliate(input);
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
   * Records clicks side by side: the error of a refused one is in its own result. Throws `unavailable` when none could
   * be stored.
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
    const checked = readInput(tracking.tracking.recordClick, event);
    if (!checked.success) return fromZodError(checked.error);
    return this.recordClick(checked.data, reporter).catch((error: unknown) => {
      const told = error instanceof AppError ? error : fromDatabaseError(error);
      if (told === null) throw error;
      return told;
    });
  }

  #write(
    { id: affiliateId, storefrontId, pixelId, status }: DirectoryEntry,
    click: Omit<Parameters<ClickWriter['write']>[0], 'affiliateId' | 'storefrontId' | 'pixelId' | 'isPaused'>,
  ) {
    return this.#writer.write({
      ...click,
      affiliateId,
      storefrontId,
      pixelId,
      isPaused: status === 'paused',
    });
  }

  /** Returns the affiliate that a click names: by its pixel id, else by its handle. Throws `not_found`. */
  async #findVisible(reference: AffiliateReference, reporter: Reporter): Promise<DirectoryEntry> {
    const { pixelId, handle } = reference;
    const byPixel = pixelId === undefined ? null : await this.#directory.findByPixelId(pixelId);
    const visible = visibleAffiliate(byPixel, reference, reporter);
    if (visible !== null) return visible;
    const byHandle = handle === undefined ? null : await this.#directory.findByHandle(handle);
    const named = visibleAffiliate(byHandle, reference, reporter);
    if (named === null) throw unknownAffiliate(reference);
    return named;
  }
}

function refusal({ code, message, details }: AppError): ClickBatchResult {
  return { success: false, error: { code, message, ...(details === undefined ? {} : { details }) } };
}

/** Returns the error for an event id that was used before with other content. */
export function eventMismatch(): AppError {
  return new AppError('event_mismatch', 'eventId: this event id was used before, with other content');
}
