import { createContext, useContext, useSyncExternalStore } from 'react';

/** How often relative times change. */
const TICK_MILLISECONDS = 10_000;
/** An answer that took longer says too little about the server's clock. */
const LONGEST_ROUND_TRIP_MILLISECONDS = 3_000;
/** A `Date` header counts whole seconds, so a smaller difference may be none. */
const LEAST_SKEW_MILLISECONDS = 2_000;

/** One clock of a page: the browser's, put right by what the server says, with one timer for everything that shows it. */
export interface Clock {
  /** Milliseconds since 1970 by the server's clock. */
  now: () => number;
  /** The time of the last tick. */
  tick: () => number;
  /** Calls back with each tick while somebody listens. Returns the end of it. */
  subscribe: (listener: () => void) => () => void;
  /** Takes the time of an answer: the server's, and the browser's when it asked and when it heard. */
  correct: (answer: { serverTime: number; asked: number; heard: number }) => void;
}

export function createClock(browserNow: () => number = Date.now): Clock {
  const listeners = new Set<() => void>();
  let skew = 0;
  let ticked = browserNow();
  let timer: ReturnType<typeof setInterval> | undefined;
  const now = () => browserNow() + skew;
  const tick = () => {
    ticked = now();
    for (const listener of listeners) listener();
  };
  return {
    now,
    tick: () => ticked,
    subscribe: (listener) => {
      if (listeners.size === 0) {
        ticked = now();
        timer = setInterval(tick, TICK_MILLISECONDS);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
    correct: ({ serverTime, asked, heard }) => {
      if (!Number.isFinite(serverTime) || heard - asked > LONGEST_ROUND_TRIP_MILLISECONDS) return;
      const found = serverTime + 500 - (asked + heard) / 2;
      const next = Math.abs(found) < LEAST_SKEW_MILLISECONDS ? 0 : found;
      if (Math.abs(next - skew) < LEAST_SKEW_MILLISECONDS) return;
      skew = next;
      tick();
    },
  };
}

const ClockContext = createContext<Clock>(createClock());

/** Gives what is inside the clock of the page. Without it, the browser's clock counts. */
export const ClockProvider = ClockContext.Provider;

/** The time by the server's clock, in milliseconds since 1970, a few seconds old at most. */
export function useNow(): number {
  const clock = useContext(ClockContext);
  return useSyncExternalStore(clock.subscribe, clock.tick, clock.tick);
}
