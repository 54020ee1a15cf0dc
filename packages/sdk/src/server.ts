import {
  type Attribution,
  CLICK_PATH,
  type ClickEvent,
  type ClickReceipt,
  CONVERSION_PATH,
  type ConversionEvent,
  type ConversionReceipt,
  ORDER_PATH,
  type OrderEvent,
  type OrderReceipt,
  REFUND_PATH,
  type RefundEvent,
  type RefundReceipt,
} from './events.ts';
import { secretKeyProblem } from './option-problems.ts';
import { createSender } from './sender.ts';
import { TrackerError } from './tracker-error.ts';
import { uuidv7 } from './uuid.ts';

export {
  type ClickCookieOptions,
  clickCookie,
  clickCookieHook,
  clickCookieMiddleware,
  type NodeRequest,
  readAttribution,
  withClickCookie,
} from './click-cookie.ts';
export type {
  AffiliateReference,
  AttributedBy,
  Attribution,
  ClickEvent,
  ClickReceipt,
  ConversionEvent,
  ConversionReceipt,
  EventFields,
  OrderEvent,
  OrderFacts,
  OrderLine,
  OrderReceipt,
  RefundEvent,
  RefundReceipt,
} from './events.ts';
export type { HubErrorCode, TrackerErrorCode } from './tracker-error.ts';
export { TrackerError } from './tracker-error.ts';

export interface ServerTrackerOptions {
  /** Origin of the hub, e.g. `https://hub.example.com`. Unset, calls are refused: an environment may lack it. */
  endpoint: string | undefined;
  /** A secret key (`sk_…`; `sk_test_…` to try it without counting) with the scope `events:write`. It signs events and never leaves this process. Unset, calls are refused. */
  secretKey: string | undefined;
  /** Slug of the storefront, when it is not the key's own. */
  storefront?: string | undefined;
  /** How often an event that the hub could not store is tried again; 5 unless said otherwise. */
  maxRetries?: number | undefined;
  /** Replaces the global `fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Calls retry what may pass with the same event id, and reject with `TrackerError` when the hub refuses or the retries are used up; at once, with the
 * code `usage`, when an option is missing or wrong.
 */
export interface ServerTracker {
  /** Records a visit for a visitor, whose `visitorIp` and `visitorUserAgent` you pass; resolves once it is committed. */
  click(event: ClickEvent): Promise<ClickReceipt>;
  /**
   * Reports an order, verified: its commission is owed once an operator approves it. With what `readAttribution` found: when the hub knows nothing
   * of the latest landing, the `earlier` one is reported.
   */
  conversion(event: ConversionEvent & { earlier?: Attribution | undefined }): Promise<ConversionReceipt>;
  /**
   * Reports an order, verified, whoever brought it: one that no affiliate is credited with is stored as well, and a later report may still name
   * somebody. Takes the lines that commissions by product are counted on.
   */
  order(event: OrderEvent & { earlier?: Attribution | undefined }): Promise<OrderReceipt>;
  /** Reports what was given back of an order, also before the order itself: the same part of its commission is not owed any more. */
  refund(event: RefundEvent): Promise<RefundReceipt>;
}

/** The headers of a signed request. */
export interface SignedHeaders {
  /** SHA-256 of the secret key, hex: names it and opens nothing. */
  'hub-key-id': string;
  'webhook-id': string;
  /** Seconds since 1970. */
  'webhook-timestamp': string;
  'webhook-signature': string;
}

/**
 * A tracker for the shop's own server. Its orders are *verified*: their commission is owed once an operator approves it. Every try
 * is signed (HMAC-SHA-256 as Standard Webhooks has it, five minutes, once), so that whoever reads the traffic learns no key and
 * cannot send it again.
 *
 * @example
 * const hub = createServerTracker({ endpoint: 'https://hub.example.com', secretKey });
 * await hub.conversion({ orderId: order.id, revenue: order.total, clickToken: order.clickToken });
 */
export function createServerTracker(options: ServerTrackerOptions): ServerTracker {
  const { secretKey, ...rest } = options;
  const send = createSender({
    ...rest,
    authorize: (body) => signRequest({ secretKey, body }),
  });
  /** Reports an order, and once more by the landing before where nobody has the name that the visitor came by last. */
  async function report<Receipt extends ConversionReceipt | OrderReceipt>(
    path: string,
    { earlier, ...order }: Parameters<ServerTracker['order']>[0],
  ): Promise<Receipt> {
    const eventId = order.eventId || uuidv7();
    const receipt = await unless(404, send<Receipt>(path, withId({ ...order, eventId })), earlier);
    if (receipt && (!earlier || receipt.attributionId !== null)) return receipt;
    // What is stored by now takes another event, and refuses it when nobody has this name either.
    const again = { ...order, ...(NOBODY as object), ...earlier, eventId: receipt ? '' : eventId };
    return (await unless(409, report<Receipt>(path, again), receipt)) ?? (receipt as Receipt);
  }
  return {
    click: async (event) => send<ClickReceipt>(CLICK_PATH, withId(event)),
    conversion: (event) => report(CONVERSION_PATH, event),
    order: (event) => report(ORDER_PATH, event),
    refund: async (event) => send<RefundReceipt>(REFUND_PATH, event),
  };
}

/** Takes back by what an order was attributed. */
const NOBODY = { handle: undefined, pixelId: undefined, clickId: undefined, clickToken: undefined };

/** Resolves with undefined in place of a refusal with this status, where there is something else to go by. */
async function unless<Receipt>(
  status: number,
  answer: Promise<Receipt>,
  otherwise: unknown,
): Promise<Receipt | undefined> {
  return answer.catch((error) => {
    if (otherwise && error.status === status) return undefined;
    throw error;
  });
}

const withId = (event: ClickEvent | OrderEvent): object => ({ ...event, eventId: event.eventId || uuidv7() });

/**
 * Signs the JSON text of a request, for those who send it by other means. `id` and `timestamp` are made for you: a request is taken
 * once, and within five minutes.
 */
export async function signRequest(request: {
  secretKey: string | undefined;
  body: string;
  id?: string;
  /** Seconds since 1970. */
  timestamp?: number;
}): Promise<SignedHeaders> {
  const { body, id = uuidv7(), timestamp = Math.floor(Date.now() / 1000) } = request;
  // A key out of a file ends with a line break.
  const secretKey = (request.secretKey ?? '').trim();
  const problem = secretKeyProblem(secretKey);
  if (problem) throw new TrackerError(problem, 'usage');
  const signingKey = await hmac(encode(secretKey), 'dreamteamhub.signing.v1');
  const signature = await hmac(signingKey, `${id}.${timestamp}.${body}`);
  const keyId = new Uint8Array(await crypto.subtle.digest('SHA-256', encode(secretKey)));
  return {
    'hub-key-id': Array.from(keyId, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${btoa(String.fromCharCode(...signature))}`,
  };
}

async function hmac(secret: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', secret, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, encode(text)));
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
