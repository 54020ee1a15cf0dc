import { createHmac } from 'node:crypto';
import type { EgressPolicy } from './egress.ts';
import { readFailure, sendRequest } from './http-request.ts';
import type { EventNotification, Notification, Notifier, WebhookEvent } from './notification.ts';
import { maskWebhookUrl, webhookSecrets } from './redaction.ts';
import { beforeAbort, trackSends } from './sending.ts';
import { webhookOutcome } from './webhook-outcome.ts';

export interface EventsNotifierOptions {
  url: string;
  /** Signing keys as `readWebhookSecrets` returns them, newest first. */
  secrets: readonly Buffer[];
  /** Turns a message for people into an event for programs. */
  toEvent(notification: Notification): WebhookEvent;
  egress: EgressPolicy;
  /** Bounds the whole send: lookup, connection, answer. */
  timeoutMs?: number;
}

const SECRET_PREFIX = 'whsec_';

/**
 * Sends signed JSON to the shop's own server: https://www.standardwebhooks.com. A 410 means that it wants no more events.
 * Any other answer but 2xx is tried again, because the server may just be being updated.
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

/** Parses secrets: `whsec_` and base64 of 24 to 64 bytes, comma-separated. Returns null for anything else. */
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
