import type { WireWatcher } from './wire-proxy.ts';

/** Where a hub is killed within one of its transactions. */
export interface Moment {
  /** What the transaction's first statement has in it. */
  mark: RegExp;
  /** How many such transactions pass unharmed before. */
  after?: number;
  /** Before so manieth statement after BEGIN, from 1; or before its COMMIT is sent, or after it was answered. */
  at: number | 'before the commit' | 'after the commit';
}

/** A moment that is waited for. */
export interface Trap extends Moment {
  kill(): void;
}

/** Recognises a transaction by its first statement after BEGIN, and kills where the trap says. */
export function watchPayouts(trap: () => Trap | null): () => WireWatcher {
  let passed = 0;
  let last: Trap | null = null;
  return () => {
    let hasBegun = false;
    let own: Trap | null = null;
    let statements = 0;
    const begin = (message: string) => {
      const sought = trap();
      if (sought === null || !sought.mark.test(message)) return;
      passed = sought === last ? passed + 1 : 1;
      last = sought;
      if (passed === 1 + (sought.after ?? 0)) own = sought;
      statements = 0;
    };
    const reach = (isThere: boolean): boolean => {
      // Nobody waits for it any more.
      if (!isThere || own === null || own !== trap()) return false;
      own.kill();
      return true;
    };
    return {
      onRequest(message) {
        if (own === null && hasBegun) begin(message);
        hasBegun = isWord(message, 'begin');
        if (own === null) return false;
        statements += 1;
        return reach(own.at === statements || (own.at === 'before the commit' && isWord(message, 'commit')));
      },
      onAnswer(message) {
        if (message.includes('ROLLBACK\0')) own = null;
        if (own === null || !message.includes('COMMIT\0')) return false;
        const isLast = reach(own.at === 'after the commit');
        own = null;
        return isLast;
      },
    };
  };
}

function isWord(message: string, word: 'begin' | 'commit'): boolean {
  return new RegExp(`(?:^Q.{4}|\\0)${word}\\0`, 'is').test(message);
}
