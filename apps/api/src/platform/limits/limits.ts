import { netsOf } from '../network.ts';
import { type Excess, LEVELS, type Level, type Limit, type Subject } from './limit.ts';

/**
 * Far more subjects of one level than a window has, unless somebody rotates addresses. Those beyond it are not counted
 * one by one; the ceiling for the whole hub holds for them as well.
 */
const MOST_SUBJECTS = 100_000;

/** The counts of one limit in its current window. */
interface Window {
  endsAt: number;
  counts: Map<Level, Map<string | number, number>>;
}

/** One for all subjects of the level `hub`. */
const EVERYBODY = '';

/** Counts what callers do against the limits of this process. */
export class Limits {
  readonly #factor: number;
  readonly #processes: number;
  readonly #now: () => number;
  readonly #windows = new Map<Limit, Window>();
  readonly #excesses = new Map<Limit, Map<Level, number>>();
  #ceilings = new Set<Limit>();

  constructor(deps: {
    /** Multiplies the limits that may be raised. Default 1. */
    factor?: number;
    /** Processes that share what the whole hub may do. Default 1. */
    processes?: number;
    /** Milliseconds. Default: the process's clock. */
    now?: () => number;
  }) {
    this.#factor = deps.factor ?? 1;
    this.#processes = deps.processes ?? 1;
    this.#now = deps.now ?? performance.now.bind(performance);
  }

  /** Counts an amount; returns the limit's level that it exceeds, or null. What exceeds it still counts at that level. */
  take(limit: Limit, subject: Subject, amount = 1): Excess | null {
    const window = this.#window(limit);
    for (const level of LEVELS) {
      const most = this.#most(limit, level);
      if (most === null) continue;
      const name = nameOf(subject, level);
      if (name === null) continue;
      const counts = countsOf(window, level);
      const before = counts.get(name);
      if (before === undefined && counts.size >= MOST_SUBJECTS) continue;
      const count = (before ?? 0) + amount;
      counts.set(name, count);
      if (count > most) return this.#exceed(limit, level, window);
    }
    return null;
  }

  /** Takes back what was counted for something that turned out not to be limited. */
  giveBack(limit: Limit, subject: Subject): void {
    const window = this.#window(limit);
    for (const level of LEVELS) {
      const name = this.#most(limit, level) === null ? null : nameOf(subject, level);
      const count = name === null ? undefined : countsOf(window, level).get(name);
      if (name !== null && count !== undefined && count > 0) countsOf(window, level).set(name, count - 1);
    }
  }

  /** Returns how many an address may still do in this window, and the seconds until the next one. */
  left(limit: Limit, subject: Subject): { most: number; left: number; secondsLeft: number } {
    const window = this.#window(limit);
    const most = this.#most(limit, 'address') ?? 0;
    const used = countsOf(window, 'address').get(nameOf(subject, 'address') ?? '') ?? 0;
    return { most, left: Math.max(0, most - used), secondsLeft: this.#secondsLeft(window) };
  }

  /** Returns how often each limit was exceeded since the process began, by level. */
  totals(): { limit: string; level: Level; count: number }[] {
    return [...this.#excesses].flatMap(([{ name }, levels]) =>
      [...levels].map(([level, count]) => ({ limit: name, level, count })),
    );
  }

  /** Returns what everybody together has used of each limit in its current window. */
  used(): { limit: string; used: number; most: number }[] {
    return [...this.#windows.keys()].flatMap((limit) => {
      const most = this.#most(limit, 'hub');
      if (most === null) return [];
      const used = countsOf(this.#window(limit), 'hub').get(EVERYBODY) ?? 0;
      return [{ limit: limit.name, used, most }];
    });
  }

  /** Returns the limits that everybody together has reached since this was asked last. */
  takeCeilings(): Limit[] {
    const reached = [...this.#ceilings];
    this.#ceilings = new Set();
    return reached;
  }

  #secondsLeft({ endsAt }: Window): number {
    return Math.max(1, Math.ceil((endsAt - this.#now()) / 1000));
  }

  #exceed(limit: Limit, level: Level, window: Window): Excess {
    const excess = { limit, level, secondsLeft: this.#secondsLeft(window) };
    const ofLimit = this.#excesses.get(limit) ?? new Map<Level, number>();
    this.#excesses.set(limit, ofLimit.set(level, (ofLimit.get(level) ?? 0) + 1));
    if (level === 'hub') this.#ceilings.add(limit);
    return excess;
  }

  #most(limit: Limit, level: Level): number | null {
    const most = limit.most[level];
    if (most === undefined) return null;
    const share = level === 'hub' ? Math.ceil(most / this.#processes) : most;
    return limit.isScaled ? share * this.#factor : share;
  }

  #window(limit: Limit): Window {
    const now = this.#now();
    const current = this.#windows.get(limit);
    if (current !== undefined && now < current.endsAt) return current;
    const next = { endsAt: now + limit.windowSeconds * 1000, counts: new Map() };
    this.#windows.set(limit, next);
    return next;
  }
}

function countsOf({ counts }: Window, level: Level): Map<string | number, number> {
  let ofLevel = counts.get(level);
  if (ofLevel === undefined) {
    ofLevel = new Map();
    counts.set(level, ofLevel);
  }
  return ofLevel;
}

/** Returns what a level knows a subject by; null where it does not apply, such as a site for IPv4. */
function nameOf({ ip, key, account }: Subject, level: Level): string | number | null {
  switch (level) {
    case 'hub':
      return EVERYBODY;
    case 'key':
      return key ?? null;
    case 'account':
      return account ?? null;
    default:
      return ip === undefined ? null : netsOf(ip)[level];
  }
}
