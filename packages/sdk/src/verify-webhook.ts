import type { HubEvent, HubEventType } from './hub-events.ts';
import { headerValues, type RequestHeaders } from './request-headers.ts';
import { fromBase64, importSecret, signedText } from './webhook-signature.ts';

/** Header values by name, in any of the forms in which servers have them; names in any case. */
export type WebhookHeaders = RequestHeaders;

export interface WebhookSecret {
  /** The hub's `EVENTS_WEBHOOK_SECRET` (`whsec_…`); while you change it, both. Unset, every message is refused. */
  secret: string | readonly string[] | undefined;
  /** How old or how early a message may be; 300 unless given. */
  toleranceSeconds?: number | undefined;
}

/** What to do with each type of event: leaving one out does not compile, so that an update of the hub surprises nobody. */
export type WebhookHandlers = { [Type in HubEventType]: (event: HubEvent<Type>) => unknown };

/** A message that is not the hub's, or not of now. Answer it with 400 and look no further. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
}

/**
 * The event of a webhook of the hub, once its signature (Standard Webhooks, HMAC-SHA-256) proves where it comes from. The hub sends an
 * event again until it is answered with 2xx, so one may come twice: its `id` is the same. Rejects with {@link WebhookError}, and with a
 * `TypeError` that names the option when the secret is missing or the body was parsed.
 *
 * @example
 * const event = await verifyWebhook({ secret, headers: request.headers, body: await request.text() });
 */
export async function verifyWebhook(
  message: WebhookSecret & {
    headers: WebhookHeaders;
    /** The text or the bytes as they came: parsed and written again they may be others. */
    body: string | Uint8Array;
  },
): Promise<HubEvent> {
  const { headers, body, toleranceSeconds = 300 } = message;
  const keys = await Promise.all([message.secret].flat().map(importSecret));
  if (!keys.length) await importSecret(undefined);
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    const parser = body === undefined ? 'was not read' : 'was parsed';
    throw new TypeError(
      `body: ${parser}; hand over the text as it came, e.g. of express.text({ type: 'application/json' })`,
    );
  }
  const header = (name: string) => {
    const values = headerValues(headers, name);
    if (!values[0]) throw new WebhookError(`${name}: is missing`);
    return values;
  };
  const [id = ''] = header('webhook-id');
  const [timestamp = ''] = header('webhook-timestamp');
  // Several headers of one name reach some servers as one with commas.
  const signatures = header('webhook-signature')
    .flatMap((value) => value.split(/,? +|,(?=v1a?,)/))
    .flatMap((signature) => (signature.startsWith('v1,') ? [fromBase64(signature.slice(3))] : []));
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (!(age <= toleranceSeconds)) throw new WebhookError('webhook-timestamp: is not of now');
  const signed = signedText({ id, timestamp, body });
  for (const key of keys) {
    for (const signature of signatures) {
      if (signature && (await crypto.subtle.verify('HMAC', key, signature, signed))) return parse(body);
    }
  }
  throw new WebhookError('webhook-signature: is not by this secret');
}

function parse(body: string | Uint8Array): HubEvent {
  try {
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)) as HubEvent;
  } catch {
    throw new WebhookError('the body is not JSON');
  }
}
