import { createSender } from './sender.ts';

/** Where the hub takes events. */
export const CLICK_PATH = '/api/affiliates/track/click';
export const CONVERSION_PATH = '/api/affiliates/track/conversion';

export interface TrackerOptions {
  /** Origin of the hub, e.g. `https://hub.example.com`. */
  endpoint: string;
  /** Publishable key (`pk_…`) in a browser, secret key (`sk_…`) on a server. Optional: a pixel id suffices to track. */
  key?: string;
  /** Slug of the storefront, when it is not the key's own. */
  storefront?: string;
  /** How often an event that the hub could not store is tried again; 5 unless said otherwise. */
  maxRetries?: number;
  /** Replaces the global `fetch`. */
  fetch?: typeof globalThis.fetch;
}

/** Names the affiliate: its pixel id or its handle. */
export type AffiliateReference =
  | { pixelId: string; handle?: string | undefined }
  | { pixelId?: string | undefined; handle: string };

interface EventFields {
  /** UUID of the event; made for you when left out, so that a retry never counts twice. */
  eventId?: string | undefined;
  /** First-party visitor id, if the visitor consented to one; at most 64 characters. */
  visitorId?: string | undefined;
}

export type ClickEvent = AffiliateReference &
  EventFields & {
    landingPage?: string | undefined;
    referrer?: string | undefined;
    /** The affiliate's own tag for this link. */
    subId?: string | undefined;
    /** Secret keys only: the visitor's IP address. */
    visitorIp?: string | undefined;
    /** Secret keys only: the visitor's user agent. */
    visitorUserAgent?: string | undefined;
  };

export interface ClickReceipt {
  success: true;
  clickId: number;
  /** Whether the click enters the metrics. */
  counted: boolean;
  /** Why it does not. */
  reason?: 'bot' | 'duplicate' | 'paused' | undefined;
  /** True when this event id was answered before. */
  duplicate?: boolean | undefined;
}

export type ConversionEvent = Partial<AffiliateReference> &
  EventFields & {
    orderId: string;
    /** Order total: a number or, safer, a decimal string such as `"99.99"`. */
    revenue: number | string;
    /** Honoured with a secret key only; computed from the affiliate's rate otherwise. */
    commission?: number | string | undefined;
    /** ISO 4217; must be the storefront's currency. */
    currency?: string | undefined;
    /** The click that led here. */
    clickId?: number | undefined;
    /** The same, as a tracked redirect wrote it into the landing page's address (`dth_click`). */
    clickToken?: string | undefined;
  };

export interface ConversionReceipt {
  success: true;
  attributionId: number;
  /** True when this event id was answered before. */
  duplicate?: boolean | undefined;
}

export interface Tracker {
  /** Records a visit that an affiliate sent; resolves once it is committed. */
  click(event: ClickEvent): Promise<ClickReceipt>;
  /**
   * Records an order. With a secret key it is verified and owed; with a publishable key or none it is a claim,
   * which counts but pays nothing until somebody verifies it.
   */
  conversion(event: ConversionEvent): Promise<ConversionReceipt>;
}

/**
 * Creates a tracker. Calls retry what may pass (no network, 429, 5xx) with the same event id, so a retry is the
 * same event, and reject with `TrackerError` when the hub refuses or the retries are used up.
 */
export function createTracker(options: TrackerOptions): Tracker {
  const { key, ...rest } = options;
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const send = createSender({ ...rest, authorize: () => authorization });
  return {
    click: (event) => send<ClickReceipt>(CLICK_PATH, event),
    conversion: (event) => send<ConversionReceipt>(CONVERSION_PATH, event),
  };
}
