import { uuidv7 } from './uuid.ts';

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

/** The hub refused the event or could not be reached; `code` is the hub's (`conflict`, `not_found`, …) or `unreachable`. */
export class TrackerError extends Error {
  override readonly name = 'TrackerError';
  readonly code: string;
  readonly status: number | undefined;

  constructor(message: string, code: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = status;
  }
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

/** How one try of an event ended. */
type Attempt<Receipt> = { receipt: Receipt } | { refusal: Response } | { failure: unknown };

const FIRST_RETRY_MILLISECONDS = 500;
const LONGEST_RETRY_MILLISECONDS = 30_000;

/**
 * Creates a tracker. Calls retry what may pass (no network, 429, 5xx) with the same event id, so a retry is the
 * same event, and reject with {@link TrackerError} when the hub refuses or the retries are used up.
 */
export function createTracker(options: TrackerOptions): Tracker {
  const origin = options.endpoint.replace(/\/+$/, '');
  const maxRetries = options.maxRetries ?? 5;
  const send = options.fetch ?? globalThis.fetch;

  async function attempt<Receipt>(path: string, body: string): Promise<Attempt<Receipt>> {
    try {
      const response = await send(`${origin}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
        },
        body,
        credentials: 'omit',
        keepalive: true,
      });
      // An answer that breaks off, or that a captive portal gave, is no receipt: the event may or may not be stored.
      return response.ok ? { receipt: (await response.json()) as Receipt } : { refusal: response };
    } catch (failure) {
      return { failure };
    }
  }

  async function post<Receipt>(path: string, event: EventFields): Promise<Receipt> {
    const body = JSON.stringify({
      ...(options.storefront === undefined ? {} : { storefront: options.storefront }),
      ...event,
      eventId: event.eventId ?? uuidv7(),
    });
    for (let retry = 0; ; retry++) {
      const result = await attempt<Receipt>(path, body);
      if ('receipt' in result) return result.receipt;
      const isFinal = 'refusal' in result && !isPassing(result.refusal.status);
      if (isFinal || retry >= maxRetries) throw await toError(result);
      await wait(retryDelay(retry, 'refusal' in result ? result.refusal.headers.get('retry-after') : null));
    }
  }

  return {
    click: (event) => post<ClickReceipt>('/api/affiliates/track/click', event),
    conversion: (event) => post<ConversionReceipt>('/api/affiliates/track/conversion', event),
  };
}

function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

async function toError(result: Exclude<Attempt<never>, { receipt: never }>): Promise<TrackerError> {
  if ('failure' in result) {
    return new TrackerError('the hub cannot be reached', 'unreachable', undefined, { cause: result.failure });
  }
  const response = result.refusal;
  const body = (await response.json().catch(() => null)) as {
    error?: { code?: string; message?: string };
  } | null;
  return new TrackerError(
    body?.error?.message ?? `the hub answered ${response.status}`,
    body?.error?.code ?? 'unknown',
    response.status,
  );
}

/** Exponential backoff with full jitter, but never sooner than the hub asked for. */
function retryDelay(retry: number, retryAfter: string | null): number {
  const backoff = Math.random() * Math.min(LONGEST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** retry);
  const asked = Number(retryAfter) * 1000;
  return Math.max(backoff, Number.isFinite(asked) ? Math.min(asked, LONGEST_RETRY_MILLISECONDS) : 0);
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
