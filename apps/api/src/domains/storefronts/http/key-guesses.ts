const PER_MINUTE = 60;
const MINUTE = 60_000;
/** Far more networks than make mistakes: only one caller with many addresses fills it. */
const MOST_NETWORKS = 100_000;

/**
 * Counts unknown keys per minute and network. Beyond the limit, only keys that were valid before are looked up, so that
 * nobody can try keys by the thousand or keep the database busy for nothing.
 */
export class KeyGuesses {
  readonly #now: () => number;
  #failures = new Map<string, number>();
  #since = Number.NEGATIVE_INFINITY;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  isExhausted(network: string): boolean {
    this.#forget();
    return (this.#failures.get(network) ?? 0) >= PER_MINUTE;
  }

  count(network: string): void {
    this.#forget();
    this.#failures.set(network, (this.#failures.get(network) ?? 0) + 1);
  }

  #forget(): void {
    if (this.#now() - this.#since < MINUTE && this.#failures.size < MOST_NETWORKS) return;
    this.#failures = new Map();
    this.#since = this.#now();
  }
}
