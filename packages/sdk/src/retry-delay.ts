const FIRST_RETRY_MILLISECONDS = 500;
const LONGEST_RETRY_MILLISECONDS = 30_000;

/** Milliseconds before the next try: exponential backoff with full jitter, but never sooner than the hub asked for, as far as that is half a minute. */
export function retryDelay(retry: number, retryAfter: string | null | undefined): number {
  return Math.max(
    Math.random() * Math.min(LONGEST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** retry),
    Math.min(LONGEST_RETRY_MILLISECONDS, +(retryAfter as string) * 1000 || 0),
  );
}
