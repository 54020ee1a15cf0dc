import { setTimeout as sleep } from 'node:timers/promises';

interface Turn<Result> {
  startedAt: number;
  /** The read that begins when the pause is over; everybody who asks until then gets it. */
  next: Promise<Result> | null;
}

/**
 * Lets many read the same thing without reading it for each: of each key one read a pause, whoever asks. A result is never
 * older than the question for it, so somebody who was just told that something changed sees the change; for that, who asks
 * soon after another one waits until the pause is over.
 */
export class PacedReads<Result> {
  readonly #pauseMilliseconds: number;
  readonly #turns = new Map<string, Turn<Result>>();

  constructor({ pauseMilliseconds }: { pauseMilliseconds: number }) {
    this.#pauseMilliseconds = pauseMilliseconds;
  }

  get(key: string, read: () => Promise<Result>): Promise<Result> {
    const now = performance.now();
    const turn = this.#turns.get(key);
    if (turn === undefined || now - turn.startedAt >= this.#pauseMilliseconds) {
      if (turn?.next) return turn.next;
      this.#forgetOld(now);
      this.#turns.set(key, { startedAt: now, next: null });
      return read();
    }
    turn.next ??= sleep(turn.startedAt + this.#pauseMilliseconds - now).then(() => {
      this.#turns.set(key, { startedAt: performance.now(), next: null });
      return read();
    });
    return turn.next;
  }

  #forgetOld(now: number): void {
    for (const [key, { startedAt, next }] of this.#turns) {
      if (next === null && now - startedAt >= this.#pauseMilliseconds) this.#turns.delete(key);
    }
  }
}
