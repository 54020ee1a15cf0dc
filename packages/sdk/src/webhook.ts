import type { HubEvent, HubEventType } from './hub-events.ts';
import { headerValues, type RequestHeaders } from './request-headers.ts';

/** Header values by name, in any of the forms in which servers have them; names in any case. */
export type WebhookHeaders = RequestHeaders;

export interface WebhookSecret {
  /** The hub's `EVENTS_WEBHOOK_SECRET` (`whsec_…`); while you change it, both. */
  secret: string | readonly string[];
  /** How old or how early a message may be; 300 unless given. */
  toleranceSeconds?: number | undefined;
}

/** A message that is not the hub's, or not of now. Answer it with 400 and look no further. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
}

/**
 * The event of a webhook of the hub, once its signature (Standard Webhooks, HMAC-SHA-256) proves where it comes from. The hub sends an
 * event again until it is answered with 2xx, so one may come twice: its `id` is the same. Rejects with {@link WebhookError}.
 *
 * @example
 * const event = await verifyWebhook({ secret, headers: request.headers, body: await request.text() });
 */
export async function verifyWebhook(
  message: WebhookSecret & {
    headers: WebhookHeaders;
    /** The text as it came: parsed and written again it is another. */
    body: string;
  },
): Promise<HubEvent> {
  const { headers, body, toleranceSeconds = 300 } = message;
  const header = (name: string) => {
    const values = headerValues(headers, name);
    if (!values[0]) throw new WebhookError(`${name}: is missing`);
    return values;
  };
  const [id] = header('webhook-id');
  const [timestamp] = header('webhook-timestamp');
  // Several headers of one name reach some servers as one with commas.
  const signatures = header('webhook-signature')
    .flatMap((value) => value.split(/,? +|,(?=v1a?,)/))
    .flatMap((signature) => (signature.startsWith('v1,') ? [fromBase64(signature.slice(3))] : []));
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (!(age <= toleranceSeconds)) throw new WebhookError('webhook-timestamp: is not of now');
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const secret of [message.secret].flat()) {
    const key = await importSecret(secret);
    for (const signature of signatures) {
      if (signature && (await crypto.subtle.verify('HMAC', key, signature, signed))) return parse(body);
    }
  }
  throw new WebhookError('webhook-signature: is not by this secret');
}

/** What to do with each type of event: leaving one out does not compile, so that an update of the hub surprises nobody. */
export type WebhookHandlers = { [Type in HubEventType]: (event: HubEvent<Type>) => unknown };

/**
 * Answers the hub's webhooks, for everything that speaks Request and Response: 204 once the handler of the event's type is through, 400 for
 * what is not the hub's. A handler that throws makes your framework answer 500, and the hub send the event again.
 *
 * @example
 * export const POST = createWebhookHandler({ secret, on: { 'stock.low': ({ data }) => reorder(data.items), … } });
 */
export function createWebhookHandler(
  options: WebhookSecret & { on: WebhookHandlers },
): (request: Request) => Promise<Response> {
  return async (request) => {
    let event: HubEvent;
    try {
      event = await verifyWebhook({ ...options, headers: request.headers, body: await request.text() });
    } catch (error) {
      if (error instanceof WebhookError) return new Response(error.message, { status: 400 });
      throw error;
    }
    // A newer hub may know more types than this version of the SDK.
    const handle = options.on[event.type] as ((event: HubEvent) => unknown) | undefined;
    await handle?.(event);
    return new Response(null, { status: 204 });
  };
}

function parse(body: string): HubEvent {
  try {
    return JSON.parse(body) as HubEvent;
  } catch {
    throw new WebhookError('the body is not JSON');
  }
}

function importSecret(secret: string) {
  const bytes = fromBase64(secret.replace(/^whsec_/, ''));
  if (!bytes?.length) throw new TypeError('secret: must be whsec_ and base64');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
