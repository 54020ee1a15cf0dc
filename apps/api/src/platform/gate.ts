import { AppError } from './app-error.ts';

/** Lets so many through at once, so many wait for their turn, and refuses the rest as `unavailable`. */
export class Gate {
  readonly #options: { name: string; atOnce: number; maxWaiting: number };
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: {
    /** What it is for, in the plural, for people. */
    name: string;
    atOnce: number;
    maxWaiting: number;
  }) {
    this.#options = options;
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const { name, atOnce, maxWaiting } = this.#options;
    if (this.#running < atOnce) this.#running += 1;
    else if (this.#waiting.length < maxWaiting) {
      // Whoever leaves hands its place on, so that nobody slips in between.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else throw new AppError('unavailable', `too many ${name} at once; try again in a few seconds`);
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
