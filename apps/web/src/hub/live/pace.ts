/** Pages that are told together do not ask all at once. */
const SPREAD_MILLISECONDS = 200;

/** Gathers topics, and reacts to them: at once after a pause, otherwise when it is over, one reaction after the other. */
export class Pace<Topic> {
  readonly #react: (topics: ReadonlySet<Topic>) => unknown;
  readonly #random: () => number;
  #topics = new Set<Topic>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isReacting = false;
  #reactedAt = Number.NEGATIVE_INFINITY;

  /** The next reaction waits for what `react` returns. */
  constructor(react: (topics: ReadonlySet<Topic>) => unknown, random: () => number = Math.random) {
    this.#react = react;
    this.#random = random;
  }

  /** Adds topics; at least `pauseMilliseconds` are between the beginnings of two reactions. */
  add(topics: Iterable<Topic>, pauseMilliseconds: number): void {
    for (const topic of topics) this.#topics.add(topic);
    this.#plan(pauseMilliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#topics.clear();
  }

  #plan(pause: number): void {
    if (this.#topics.size === 0 || this.#isReacting || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#reactedAt + pause - Date.now()) + this.#random() * SPREAD_MILLISECONDS;
    this.#timer = setTimeout(() => void this.#run(pause), wait);
  }

  async #run(pause: number): Promise<void> {
    this.#timer = undefined;
    const topics = this.#topics;
    this.#topics = new Set();
    this.#reactedAt = Date.now();
    this.#isReacting = true;
    try {
      await this.#react(topics);
    } finally {
      this.#isReacting = false;
      this.#plan(pause);
    }
  }
}
