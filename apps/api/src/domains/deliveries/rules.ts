/** After this many attempts a delivery is given up and shows as dead: about two and a half hours of trying. */
export const MAX_DELIVERY_ATTEMPTS = 12;

const FIRST_RETRY_SECONDS = 5;
const LONGEST_RETRY_SECONDS = 3600;

/** A channel is broken when it was refused for good, or has failed this often and for this long without a success. */
const BROKEN_AFTER_FAILURES = 3;
const BROKEN_AFTER_SECONDS = 300;

/** Whether a channel needs attention because nothing arrives on it any more. */
export function isChannelBroken(health: {
  isRefused: boolean;
  failures: number;
  failingSeconds: number | null;
}): boolean {
  if (health.isRefused) return true;
  return health.failures >= BROKEN_AFTER_FAILURES && (health.failingSeconds ?? 0) > BROKEN_AFTER_SECONDS;
}

/** What to do with a delivery after a failed attempt. */
export type RetryDecision = { retry: true; delaySeconds: number } | { retry: false };

/**
 * Exponential backoff, 5 s doubling up to an hour, with jitter of ±20 % so that many deliveries do not come back at
 * once, and never sooner than the provider asked for. `attempt` counts from 1, and starts over when an operator sends
 * the delivery again. `random` is in [0, 1).
 */
export function decideRetry(failed: {
  attempt: number;
  retryAfterSeconds?: number | undefined;
  random: number;
}): RetryDecision {
  if (failed.attempt >= MAX_DELIVERY_ATTEMPTS) return { retry: false };
  const backoff = Math.min(FIRST_RETRY_SECONDS * 2 ** (failed.attempt - 1), LONGEST_RETRY_SECONDS);
  const jittered = backoff * (0.8 + 0.4 * failed.random);
  return { retry: true, delaySeconds: Math.max(jittered, failed.retryAfterSeconds ?? 0) };
}
