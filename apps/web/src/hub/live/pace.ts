/** At least so long between two reactions … */
const REST_MILLISECONDS = 1_000;
/** … for so many of them, which come back one by one after the longer rest. */
const MOST_QUICK = 10;
/** Where changes never cease: many pages that read anew each second would cost the hub more than clicks do. */
const LONG_REST_MILLISECONDS = 5_000;
/** Pages that are told together do not ask all at once. */
const SPREAD_MILLISECONDS = 200;

/** Gathers topics, and reacts to them: soon, one reaction after the other, and less often the more there is. */
export class Pace<Topic> {
  readonly #react: (topics: ReadonlySet<Topic>) => unknown;
  readonly #random: () => number;
  #topics = new Set<Topic>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isReacting = false;
  #quick = MOST_QUICK;
  #reactedAt = Number.NEGATIVE_INFINITY;

  /** The next reaction waits for what `react` returns. */
  constructor(react: (topics: ReadonlySet<Topic>) => unknown, random: () => number = Math.random) {
    this.#react = react;
    this.#random = random;
  }

  add(topics: Iterable<Topic>): void {
    for (const topic of topics) this.#topics.add(topic);
    this.#plan();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#topics.clear();
  }

  #plan(): void {
    if (this.#topics.size === 0 || this.#isReacting || this.#timer !== undefined) return;
    const rested = Date.now() - this.#reactedAt;
    const rest = this.#quick >= 1 ? REST_MILLISECONDS : LONG_REST_MILLISECONDS;
    const wait = Math.max(0, rest - rested) + this.#random() * SPREAD_MILLISECONDS;
    this.#timer = setTimeout(() => void this.#run(), wait);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    const topics = this.#topics;
    this.#topics = new Set();
    const regained = (Date.now() - this.#reactedAt) / LONG_REST_MILLISECONDS;
    this.#quick = Math.max(0, Math.min(MOST_QUICK, this.#quick + regained) - 1);
    this.#reactedAt = Date.now();
    this.#isReacting = true;
    try {
      await this.#react(topics);
    } finally {
      this.#isReacting = false;
      this.#plan();
    }
  }
}
