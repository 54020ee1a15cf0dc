/** Time that stands still while somebody reads. */
export class Countdown {
  readonly #onEnd: () => void;
  #remaining: number;
  #startedAt: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number, onEnd: () => void) {
    this.#remaining = milliseconds;
    this.#onEnd = onEnd;
  }

  run(): void {
    if (this.#startedAt !== null) return;
    this.#startedAt = Date.now();
    this.#timer = setTimeout(this.#onEnd, this.#remaining);
  }

  /** Keeps at least a second for when it runs on: a pointer that leaves must not take the toast with it. */
  pause(): void {
    if (this.#startedAt === null) return;
    clearTimeout(this.#timer);
    this.#remaining = Math.max(1000, this.#remaining - (Date.now() - this.#startedAt));
    this.#startedAt = null;
  }
}
