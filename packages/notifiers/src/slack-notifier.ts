import type { EgressPolicy } from './egress.ts';
import { readFailure, sendRequest } from './http-request.ts';
import type { Notification, Notifier } from './notification.ts';
import { maskWebhookUrl, webhookSecrets } from './redaction.ts';
import { beforeAbort, trackSends } from './sending.ts';
import { slackPayload } from './slack-message.ts';
import { DEFAULT_BRAND_NAME } from './text.ts';
import { webhookOutcome } from './webhook-outcome.ts';

export interface SlackNotifierOptions {
  webhookUrl: string;
  brandName?: string;
  /** Where the hub's pages are, for links. */
  hubOrigin?: string | undefined;
  egress: EgressPolicy;
  /** Bounds the whole send: lookup, connection, answer. */
  timeoutMs?: number;
}

/** Posts to a Slack incoming webhook. With a bad URL it does not throw, and every `send` returns `terminal`. */
export function createSlackNotifier(options: SlackNotifierOptions): Notifier {
  const { webhookUrl, brandName = DEFAULT_BRAND_NAME, egress, timeoutMs = 10_000 } = options;
  return {
    channel: 'webhook',
    target: maskWebhookUrl(webhookUrl),
    ...trackSends(async (notification: Notification) => {
      const body = JSON.stringify(slackPayload(notification, brandName, options.hubOrigin));
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const { url, ...destination } = await beforeAbort(egress.checkUrl(webhookUrl), deadline);
        const answer = await sendRequest({ method: 'POST', url, ...destination, body, deadline });
        return webhookOutcome(answer, { secrets: webhookSecrets(url), now: new Date(), isPassing });
      } catch (error) {
        return readFailure(error, deadline);
      }
    }),
  };
}

/**
 * Returns whether another try may succeed: after 408, 429 (Slack's rate limit is 1 message/s per webhook) and 5xx.
 * Everything else is final, redirects included because they are never followed. Codes:
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
 */
function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}
