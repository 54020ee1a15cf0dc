import type { LiveMarks } from '@dreamteamhub/db/live';
import type { FastifyBaseLogger } from 'fastify';
import { ChangeLog } from './change-log.ts';
import { changedTopics, isFoldDue } from './rules.ts';
import { ALL_TOPICS } from './topics.ts';

const LOOK_MILLISECONDS = 1_000;
/** Until clicks that were found waiting are counted, which takes a second at most. */
const FOLD_LOOK_MILLISECONDS = 300;
/** A database that takes this long for a statement of a millisecond does not answer. */
const SILENCE_MILLISECONDS = 5_000;

/**
 * Looks for changes while somebody watches: once a second, however many do. It asks the database instead of listening to
 * it, so that it works behind poolers and needs nothing of those who write.
 */
export class ChangeSource {
  readonly log = new ChangeLog();
  readonly #deps: { getMarks: () => Promise<LiveMarks>; log: FastifyBaseLogger; now: () => Date };
  readonly #watchers = new Set<() => void>();
  /** Kept while nobody watches: the next one is told what has changed meanwhile. */
  #marks: LiveMarks | null = null;
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> | undefined;
  #foldLooks = 0;
  #isBlind = false;

  constructor(deps: { getMarks: () => Promise<LiveMarks>; log: FastifyBaseLogger; now: () => Date }) {
    this.#deps = deps;
  }

  /** Whether changes cannot be seen now, because the database does not answer. */
  get isBlind(): boolean {
    return this.#isBlind;
  }

  /** Calls `wake` after each change. Returns a function that ends it, and what resolves after the first look. */
  join(wake: () => void): { leave: () => void; looked: Promise<void> } {
    this.#watchers.add(wake);
    if (this.#watchers.size === 1) this.#begin();
    return {
      looked: this.#look ?? Promise.resolve(),
      leave: () => {
        this.#watchers.delete(wake);
        if (this.#watchers.size === 0) clearTimeout(this.#timer);
      },
    };
  }

  /** Wakes everybody. */
  wake(): void {
    for (const wake of [...this.#watchers]) wake();
  }

  #begin(): void {
    // One that began for a watcher who has left goes on by itself.
    if (this.#look !== undefined) return;
    clearTimeout(this.#timer);
    this.#look = new Promise((resolve) => {
      const silence = setTimeout(() => {
        this.#setBlind(true);
        resolve();
      }, SILENCE_MILLISECONDS);
      void this.#lookOnce().then((delay) => {
        clearTimeout(silence);
        this.#look = undefined;
        resolve();
        if (this.#watchers.size > 0) this.#timer = setTimeout(() => this.#begin(), delay);
      });
    });
  }

  /** Returns the milliseconds until the next look. */
  async #lookOnce(): Promise<number> {
    try {
      const delay = this.#compare(await this.#deps.getMarks());
      this.#setBlind(false);
      return delay;
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'changes cannot be seen for open pages; looking again in a second');
      this.#setBlind(true);
      return LOOK_MILLISECONDS;
    }
  }

  #compare(marks: LiveMarks): number {
    const before = this.#marks;
    this.#marks = marks;
    // Nobody knows what was there before: whoever watches may have read anything.
    const topics = before === null ? new Set(ALL_TOPICS) : changedTopics(before, marks);
    if (topics.size > 0) {
      this.log.add({ topics, at: this.#deps.now() });
      this.wake();
    }
    const isDue = before !== null && isFoldDue(before, marks);
    if (isDue) this.#foldLooks = LOOK_MILLISECONDS / FOLD_LOOK_MILLISECONDS;
    const looksSoon = marks.fold.includes('pending') && this.#foldLooks > 0;
    this.#foldLooks = looksSoon ? this.#foldLooks - 1 : 0;
    return looksSoon ? FOLD_LOOK_MILLISECONDS : LOOK_MILLISECONDS;
  }

  #setBlind(isBlind: boolean): void {
    if (this.#isBlind === isBlind) return;
    this.#isBlind = isBlind;
    this.wake();
  }
}
