import type { WireWatcher } from './wire-proxy.ts';

/** The transaction that a hub is to be killed in. */
export interface Target {
  /** What its first statement has in it, and that of no other transaction. */
  mark: string | RegExp;
  /** Before its statement of that number is sent, from 1; the number after COMMIT's: when PostgreSQL has committed. */
  point: number;
  /** How many statements it has had, COMMIT included; it is counted up. */
  reached: number;
  kill(): void;
}

/** Recognises a transaction by its first statement after BEGIN and counts from there. */
export function watchOrders(target: () => Target | null): () => WireWatcher {
  return () => {
    let hasBegun = false;
    let own: Target | null = null;
    const reach = (isThere: boolean): boolean => {
      if (isThere) own?.kill();
      return isThere;
    };
    return {
      onRequest(message) {
        const sought = target();
        if (own === null && hasBegun && sought !== null && message.search(sought.mark) >= 0) own = sought;
        hasBegun = /(?:^Q.{4}|\0)begin\0/is.test(message);
        if (own === null) return false;
        own.reached += 1;
        return reach(own.reached === own.point);
      },
      onAnswer(message) {
        if (own === null || !message.includes('COMMIT\0')) return false;
        const isLast = reach(own.reached + 1 === own.point);
        own = null;
        return isLast;
      },
    };
  };
}
