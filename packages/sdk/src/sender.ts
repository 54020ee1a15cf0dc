import { fitField } from './event-fields.ts';
import { TIMEOUT_MILLISECONDS } from './events.ts';
import { endpointProblem } from './option-problems.ts';
import { retryDelay } from './retry-delay.ts';
import { readRefusal, TrackerError } from './tracker-error.ts';

export interface SenderOptions {
  /** Origin of the hub. */
  endpoint: string | undefined;
  /** Slug of the storefront, when it is not the key's own. */
  storefront?: string | undefined;
  maxRetries?: number | undefined;
  fetch?: typeof globalThis.fetch | undefined;
  /** The headers that prove who sends a body; asked anew for each try. When it rejects, nothing is sent. */
  authorize(body: string): object | Promise<object>;
}

/** Sends an event and resolves with its receipt; what server trackers are made of. */
export type Send = <Receipt>(path: string, event: object) => Promise<Receipt>;

/** Retries what may pass (no network, no answer for half a minute, 408, 429, 5xx) with the same text, ids and all, and rejects with {@link TrackerError}. */
export function createSender(options: SenderOptions): Send {
  // Told with each event and not before: a build without secrets loads this as well, and a shop opens all the same.
  const problem = endpointProblem(options.endpoint);
  const origin = `${options.endpoint}`.replace(/\/+$/, '');
  const maxRetries = options.maxRetries ?? 5;
  const send = options.fetch ?? globalThis.fetch;

  return async <Receipt>(path: string, event: object): Promise<Receipt> => {
    if (problem) throw new TrackerError(problem, 'usage');
    const body = JSON.stringify({ storefront: options.storefront, ...event }, fitField);
    for (let retry = 0; ; retry++) {
      let failure: TrackerError;
      let retryAfter: string | null | undefined;
      const headers = { 'content-type': 'application/json', ...(await options.authorize(body)) };
      try {
        const response = await send(origin + path, {
          method: 'POST',
          headers,
          body,
          // And nothing else: workers refuse a request with options that they do not have, such as `credentials`.
          signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
        });
        // An answer that breaks off, or that a captive portal gave, is no receipt: the event may or may not be stored.
        if (response.ok) return (await response.json()) as Receipt;
        retryAfter = response.headers.get('retry-after');
        failure = await readRefusal(response);
      } catch (cause) {
        failure = new TrackerError('the hub cannot be reached', 'unreachable', undefined, { cause });
      }
      // Whatever has no status, or one of these, may be taken later.
      const { status = 500 } = failure;
      if (retry >= maxRetries || (status < 500 && status !== 408 && status !== 429)) throw failure;
      await new Promise((resolve) => setTimeout(resolve, retryDelay(retry, retryAfter)));
    }
  };
}
