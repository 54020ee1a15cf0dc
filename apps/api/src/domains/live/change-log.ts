import { randomBytes } from 'node:crypto';
import type { LiveTopic } from './topics.ts';

/** At most one a second: more than four minutes. Who was away for longer reads everything anew. */
const MOST_CHANGES = 256;

interface Change {
  topics: ReadonlySet<LiveTopic>;
  at: Date;
}

/** The latest changes that a process has seen, in order. A position counts those before it. */
export class ChangeLog {
  // Positions of another process, or of this one before a restart, must not be taken for these.
  readonly #name = randomBytes(6).toString('base64url');
  readonly #changes: Change[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(change: Change): void {
    this.#length += 1;
    if (this.#changes.push(change) > MOST_CHANGES) this.#changes.shift();
  }

  /** Returns what has changed from a position on; null when the log no longer goes back that far. */
  since(position: number): Set<LiveTopic> | null {
    const missed = this.#length - position;
    if (missed > this.#changes.length) return null;
    const changes = missed === 0 ? [] : this.#changes.slice(-missed);
    return new Set(changes.flatMap(({ topics }) => [...topics]));
  }

  /** Returns the position of the first change after an instant. */
  positionAt(instant: Date): number {
    const later = this.#changes.filter(({ at }) => at > instant).length;
    return this.#length - later;
  }

  /** Returns the id of a message that tells all before a position. */
  idOf(position: number): string {
    return `${this.#name}.${position}`;
  }

  /** Returns the position that an id of this log stands for, or null. */
  positionOf(id: string): number | null {
    const [name, digits = ''] = id.split('.');
    const position = Number(digits);
    const isOurs = name === this.#name && /^\d{1,15}$/.test(digits) && position <= this.#length;
    return isOurs ? position : null;
  }
}
