import { TIMEOUT_MILLISECONDS } from './events.ts';
import { endpointProblem } from './option-problems.ts';
import { retryDelay } from './retry-delay.ts';
import { isPassing, readRefusal, TrackerError } from './tracker-error.ts';

/** How one try of an event ended. */
type Attempt<Receipt> = { receipt: Receipt } | { refusal: Response } | { failure: unknown };

export interface SenderOptions {
  /** Origin of the hub. */
  endpoint: string | undefined;
  /** Slug of the storefront, when it is not the key's own. */
  storefront?: string | undefined;
  maxRetries?: number | undefined;
  fetch?: typeof globalThis.fetch | undefined;
  /** What is wrong with the other options: then nothing is sent. */
  problem?: string | undefined;
  /** The headers that prove who sends a body; asked anew for each try. */
  authorize(body: string): Record<string, string> | Promise<Record<string, string>>;
}

/** Sends an event and resolves with its receipt; what server trackers are made of. */
export type Send = <Receipt>(path: string, event: object) => Promise<Receipt>;

/** Retries what may pass (no network, no answer for half a minute, 408, 429, 5xx) with the same text, ids and all, and rejects with {@link TrackerError}. */
export function createSender(options: SenderOptions): Send {
  // Told with each event and not before: a build without secrets loads this as well, and a shop opens all the same.
  const problem = endpointProblem(options.endpoint) ?? options.problem;
  const origin = `${options.endpoint}`.replace(/\/+$/, '');
  const maxRetries = options.maxRetries ?? 5;
  const send = options.fetch ?? globalThis.fetch;

  async function attempt<Receipt>(path: string, body: string): Promise<Attempt<Receipt>> {
    try {
      const response = await send(`${origin}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(await options.authorize(body)) },
        body,
        credentials: 'omit',
        keepalive: true,
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      // An answer that breaks off, or that a captive portal gave, is no receipt: the event may or may not be stored.
      return response.ok ? { receipt: (await response.json()) as Receipt } : { refusal: response };
    } catch (failure) {
      return { failure };
    }
  }

  return async <Receipt>(path: string, event: object): Promise<Receipt> => {
    if (problem) throw new TrackerError(problem, 'usage');
    const body = JSON.stringify({ storefront: options.storefront, ...event });
    for (let retry = 0; ; retry++) {
      const result = await attempt<Receipt>(path, body);
      if ('receipt' in result) return result.receipt;
      const isFinal = 'refusal' in result && !isPassing(result.refusal.status);
      if (isFinal || retry >= maxRetries) throw await toError(result);
      await wait(retryDelay(retry, 'refusal' in result ? result.refusal.headers.get('retry-after') : null));
    }
  };
}

async function toError(result: Exclude<Attempt<never>, { receipt: never }>): Promise<TrackerError> {
  return 'failure' in result
    ? new TrackerError('the hub cannot be reached', 'unreachable', undefined, { cause: result.failure })
    : readRefusal(result.refusal);
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
