import type { EgressPolicy } from './egress.ts';
import { readFailure, sendRequest } from './http-request.ts';
import type { Notifier } from './notification.ts';
import { maskWebhookUrl, webhookSecrets } from './redaction.ts';
import { beforeAbort, trackSends } from './sending.ts';
import { slackPayload } from './slack-message.ts';
import { slackOutcome } from './slack-outcome.ts';
import { DEFAULT_BRAND_NAME } from './text.ts';

export interface SlackNotifierOptions {
  webhookUrl: string;
  brandName?: string;
  egress: EgressPolicy;
  /** Bounds one send as a whole: lookup, connection, answer. */
  timeoutMs?: number;
}

/** A Slack incoming webhook. A bad URL does not throw here; every `send` then answers `terminal`. */
export function createSlackNotifier(options: SlackNotifierOptions): Notifier {
  const { webhookUrl, brandName = DEFAULT_BRAND_NAME, egress, timeoutMs = 10_000 } = options;
  return {
    channel: 'webhook',
    target: maskWebhookUrl(webhookUrl),
    ...trackSends(async (notification) => {
      const body = JSON.stringify(slackPayload(notification, brandName));
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const { url, ...destination } = await beforeAbort(egress.checkUrl(webhookUrl), deadline);
        const answer = await sendRequest({ method: 'POST', url, ...destination, body, deadline });
        return slackOutcome(answer, webhookSecrets(url), new Date());
      } catch (error) {
        return readFailure(error, deadline);
      }
    }),
  };
}
