import { type Nets, netsOf } from '../network.ts';
import { type Excess, LEVELS, type Level, type Limit, type Subject } from './limit.ts';

/**
 * Far more subjects of one level than a window has, unless somebody rotates addresses. Those beyond it are not counted
 * one by one; the ceiling for the whole hub holds for them as well.
 */
const MOST_SUBJECTS = 100_000;

/** One for all subjects of the level `hub`. */
const EVERYBODY = '';

/** One level of a limit, in its current window. */
interface Counter {
  readonly level: Level;
  readonly most: number;
  readonly counts: Map<string | number, number>;
}

/** A limit in its current window. */
interface Window {
  endsAt: number;
  /** From narrow to wide. */
  readonly counters: readonly Counter[];
}

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
    const nets = subject.ip === undefined ? null : netsOf(subject.ip);
    for (const { level, most, counts } of window.counters) {
      const name = nameOf(level, subject, nets);
      if (name === null) continue;
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
    const nets = subject.ip === undefined ? null : netsOf(subject.ip);
    for (const { level, counts } of this.#window(limit).counters) {
      const name = nameOf(level, subject, nets);
      const count = name === null ? undefined : counts.get(name);
      if (name !== null && count !== undefined && count > 0) counts.set(name, count - 1);
    }
  }

  /** Returns how many an address may still do in this window, and the seconds until the next one. */
  left(limit: Limit, ip: string): { most: number; left: number; secondsLeft: number } {
    const window = this.#window(limit);
    const counter = window.counters.find(({ level }) => level === 'address');
    const most = counter?.most ?? 0;
    const used = counter?.counts.get(netsOf(ip).address) ?? 0;
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
    return [...this.#windows.keys()].flatMap((limit) =>
      this.#window(limit)
        .counters.filter(({ level }) => level === 'hub')
        .map(({ most, counts }) => ({ limit: limit.name, used: counts.get(EVERYBODY) ?? 0, most })),
    );
  }

  /** Returns the limits that everybody together has reached since this was asked last. */
  takeCeilings(): Limit[] {
    const reached = [...this.#ceilings];
    this.#ceilings = new Set();
    return reached;
  }

  #exceed(limit: Limit, level: Level, window: Window): Excess {
    const excess = { limit, level, secondsLeft: this.#secondsLeft(window) };
    const ofLimit = this.#excesses.get(limit) ?? new Map<Level, number>();
    this.#excesses.set(limit, ofLimit.set(level, (ofLimit.get(level) ?? 0) + 1));
    if (level === 'hub') this.#ceilings.add(limit);
    return excess;
  }

  #secondsLeft({ endsAt }: Window): number {
    return Math.max(1, Math.ceil((endsAt - this.#now()) / 1000));
  }

  /** Each window of a limit ends for all its subjects at once: what they used is forgotten without looking at it. */
  #window(limit: Limit): Window {
    const now = this.#now();
    let window = this.#windows.get(limit);
    if (window === undefined) {
      window = { endsAt: now + limit.windowSeconds * 1000, counters: this.#countersOf(limit) };
      this.#windows.set(limit, window);
    } else if (now >= window.endsAt) {
      window.endsAt = now + limit.windowSeconds * 1000;
      for (const { counts } of window.counters) counts.clear();
    }
    return window;
  }

  #countersOf(limit: Limit): Counter[] {
    return LEVELS.flatMap((level) => {
      const most = limit.most[level];
      if (most === undefined) return [];
      const share = level === 'hub' ? Math.ceil(most / this.#processes) : most;
      return [{ level, most: limit.isScaled ? share * this.#factor : share, counts: new Map() }];
    });
  }
}

/** Returns what a level knows a subject by; null where it does not apply, such as a site for IPv4. */
function nameOf(level: Level, { key, account }: Subject, nets: Nets | null): string | number | null {
  switch (level) {
    case 'hub':
      return EVERYBODY;
    case 'key':
      return key ?? null;
    case 'account':
      return account ?? null;
    default:
      return nets === null ? null : nets[level];
  }
}
