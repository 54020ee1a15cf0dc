import type { HttpAnswer } from './http-request.ts';
import type { DeliveryOutcome } from './notification.ts';
import { cleanExcerpt } from './redaction.ts';

const MAX_RETRY_AFTER_SECONDS = 3_600;

/** Returns the outcome of a webhook's answer: 2xx is delivered; of the others, `isPassing` says which are retried. */
export function webhookOutcome(
  answer: HttpAnswer,
  reading: { secrets: readonly string[]; now: Date; isPassing(status: number): boolean },
): DeliveryOutcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return { outcome: 'delivered', receipt: `HTTP ${status}` };
  const excerpt = cleanExcerpt(answer.body, reading.secrets);
  const reason = excerpt === '' ? `HTTP ${status}` : `HTTP ${status}: ${excerpt}`;
  if (!reading.isPassing(status)) return { outcome: 'terminal', reason };
  const retryAfterSeconds = parseRetryAfter(answer.retryAfter, reading.now);
  return { outcome: 'retry', reason, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

/** Parses `Retry-After` (RFC 9110, 10.2.3: seconds or a date) to 1 to 3600 seconds; undefined when unreadable. */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  const value = header?.trim() ?? '';
  // Date.parse alone takes almost anything; an HTTP date starts with the day's name.
  const isDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(value);
  const seconds = /^\d+$/.test(value)
    ? Number(value)
    : isDate
      ? Math.ceil((Date.parse(value) - now.getTime()) / 1_000)
      : Number.NaN;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), MAX_RETRY_AFTER_SECONDS);
}
