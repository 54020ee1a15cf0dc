import { createHmac } from 'node:crypto';
import type { EgressPolicy } from './egress.ts';
import { readFailure, sendRequest } from './http-request.ts';
import type { EventNotification, Notification, Notifier, WebhookEvent } from './notification.ts';
import { maskWebhookUrl, webhookSecrets } from './redaction.ts';
import { beforeAbort, trackSends } from './sending.ts';
import { webhookOutcome } from './webhook-outcome.ts';

export interface EventsNotifierOptions {
  url: string;
  /** Keys of the signatures, the newest first; as `readWebhookSecrets` read them. */
  secrets: readonly Buffer[];
  /** What people would be told, for programs. */
  toEvent(notification: Notification): WebhookEvent;
  egress: EgressPolicy;
  /** Bounds one send as a whole: lookup, connection, answer. */
  timeoutMs?: number;
}

const SECRET_PREFIX = 'whsec_';

/**
 * A server of the shop's own, told in signed JSON: https://www.standardwebhooks.com. A 410 says that it wants no more; whatever else is no 2xx
 * may be a server that is just being changed, so it is tried again.
 */
export function createEventsNotifier(
  options: EventsNotifierOptions,
): Notifier<Notification | EventNotification> {
  const { secrets, egress, timeoutMs = 15_000 } = options;
  return {
    channel: 'events',
    target: maskWebhookUrl(options.url),
    ...trackSends(async (message: Notification | EventNotification) => {
      const event = message.kind === 'event' ? message.event : options.toEvent(message);
      const body = JSON.stringify(event);
      const now = new Date();
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const { url, ...destination } = await beforeAbort(egress.checkUrl(options.url), deadline);
        const headers = sign({ id: event.id, body, secrets, now });
        const answer = await sendRequest({ method: 'POST', url, ...destination, headers, body, deadline });
        return webhookOutcome(answer, {
          secrets: [...webhookSecrets(url), ...secrets.map((secret) => secret.toString('base64'))],
          now,
          isPassing: (status) => status !== 410,
        });
      } catch (error) {
        return readFailure(error, deadline);
      }
    }),
  };
}

/** Reads `whsec_` and base64 of 24 to 64 bytes, several with commas between; null for anything else. */
export function readWebhookSecrets(text: string): Buffer[] | null {
  const secrets = text.split(',').map((one) => one.trim());
  const keys = secrets.map((secret) => Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64'));
  const isValid = secrets.every(
    (secret, index) =>
      /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret) &&
      (keys[index]?.length ?? 0) >= 24 &&
      (keys[index]?.length ?? 0) <= 64,
  );
  return isValid ? keys : null;
}

function sign({
  id,
  body,
  secrets,
  now,
}: {
  id: string;
  body: string;
  secrets: readonly Buffer[];
  now: Date;
}) {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signed = `${id}.${timestamp}.${body}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets
      .map((secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`)
      .join(' '),
  };
}
