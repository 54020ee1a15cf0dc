const MINUTE_MILLISECONDS = 60_000;

/** Samples of so many a minute: enough to see a pattern, too little to fill a disk. */
export class MinuteSamples {
  readonly #now: () => number;
  readonly #kept = new Map<string, number>();
  #minute = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Whether a sample, which takes `most` a minute, has room for one more; takes it if so. */
  hasRoom(sample: string, most: number): boolean {
    const minute = Math.floor(this.#now() / MINUTE_MILLISECONDS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#kept.clear();
    }
    const kept = this.#kept.get(sample) ?? 0;
    this.#kept.set(sample, kept + 1);
    return kept < most;
  }
}
