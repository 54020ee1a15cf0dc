import { useEffect, useRef } from 'react';

const FIRST_MILLISECONDS = 2_000;
const LONGEST_MILLISECONDS = 30_000;

/**
 * How long to wait before the next attempt, in milliseconds: twice as long each time up to 30 seconds, and up to half
 * more or less, so that all pages do not return at once to a hub that has just started. `chance` is from 0 to 1.
 */
export function retryDelay(attempt: number, chance: number): number {
  const planned = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** Math.min(attempt, 10));
  return Math.round(planned * (0.5 + chance));
}

/** Repeats what failed, while the page is visible and online; at once when the network is back. */
export function useAutomaticRetry(source: {
  isFailed: boolean;
  isFetching: boolean;
  retry: () => unknown;
}): void {
  const { isFailed, isFetching } = source;
  const attempts = useRef(0);
  const retry = useRef(source.retry);
  retry.current = source.retry;
  useEffect(() => {
    if (!isFailed) {
      // While it fetches, a failure may only be hidden.
      if (!isFetching) attempts.current = 0;
      return;
    }
    if (isFetching) return;
    let isDue = false;
    const attempt = () => {
      if (!isDue || document.visibilityState === 'hidden' || !navigator.onLine) return;
      isDue = false;
      attempts.current += 1;
      void retry.current();
    };
    const due = () => {
      isDue = true;
      attempt();
    };
    const timer = setTimeout(due, retryDelay(attempts.current, Math.random()));
    window.addEventListener('online', due);
    document.addEventListener('visibilitychange', attempt);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', due);
      document.removeEventListener('visibilitychange', attempt);
    };
  }, [isFailed, isFetching]);
}
