import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import type { Today } from '../analytics/today-service.ts';
import type { ChangeSource } from './change-source.ts';
import type { LiveMetrics } from './metrics.ts';
import { pauseMilliseconds } from './rules.ts';
import type { LiveTopic } from './topics.ts';

/** Streams that a process holds for one person or key: a wall of screens, and never a leak. */
export const MOST_STREAMS_EACH = 250;
/** Streams of a process: each costs some 50 kB. */
export const MOST_STREAMS = 2_000;

/** What a new watcher has read may be this old: its first message names what has changed since. */
const READ_BEFORE_MILLISECONDS = 10_000;

export interface WatchRequest {
  topics: readonly LiveTopic[];
  /** Of the last message that arrived. */
  lastEventId?: string | undefined;
}

/** The figures of today as one watcher asked for them. */
export type ReadToday = () => Promise<Today>;

type Message = { at: string } & (
  | { topics: LiveTopic[]; pauseMilliseconds: number; today?: Today }
  | { reset: true }
  | { stale: boolean }
);

/** Tells open pages what has changed. */
export class LiveService {
  readonly #source: ChangeSource;
  readonly #metrics: LiveMetrics;
  readonly #now: () => Date;
  readonly #streams = new Map<string, number>();
  #isClosed = false;

  constructor(deps: { source: ChangeSource; metrics: LiveMetrics; now: () => Date }) {
    this.#source = deps.source;
    this.#metrics = deps.metrics;
    this.#now = deps.now;
  }

  /**
   * Streams that something of the topics has changed, until `signal` is aborted. A watcher holds its position in the log
   * and nothing else: who reads slowly gets one message of all that it missed, or a reset. With `readToday`, each change
   * brings the figures of today, and a pause follows it.
   *
   * Throws `forbidden` for a key of one storefront, `rate_limited` for too many streams, and `unavailable` when the hub
   * stops.
   */
  async *watch(
    request: WatchRequest,
    by: Caller,
    { signal, readToday = null }: { signal: AbortSignal; readToday?: ReadToday | null },
  ) {
    if (by.storefrontId !== null) {
      throw new AppError('forbidden', 'a key of one storefront may not see that something happens in others');
    }
    const leave = this.#enter(`${by.kind}:${by.id}`);
    try {
      yield* this.#messages(request, { signal, readToday });
    } finally {
      leave();
    }
  }

  /** Ends all streams, and takes no new ones: their callers find another process. */
  close(): void {
    this.#isClosed = true;
    this.#source.wake();
  }

  async *#messages(
    request: WatchRequest,
    { signal, readToday }: { signal: AbortSignal; readToday: ReadToday | null },
  ) {
    const bell = new Bell(signal);
    const { leave, looked } = this.#source.join(bell.ring);
    try {
      await looked;
      const watcher = new Watcher(request, this.#source, this.#now);
      let isFirst = true;
      while (!signal.aborted) {
        this.#refuseWhenClosed();
        for (const message of watcher.read({ isFirst, watchers: this.#metrics.watchers })) {
          this.#metrics.onMessage();
          const pause =
            readToday !== null && 'topics' in message.data ? message.data.pauseMilliseconds : null;
          if (pause === null || readToday === null) yield message;
          else {
            yield { ...message, data: { ...message.data, ...(await todayOf(readToday)) } };
            await sleep(pause, undefined, { signal }).catch(() => undefined);
          }
        }
        isFirst = false;
        await bell.rung();
      }
    } finally {
      leave();
      bell.close();
    }
  }

  #enter(who: string): () => void {
    this.#refuseWhenClosed();
    const mine = this.#streams.get(who) ?? 0;
    if (mine >= MOST_STREAMS_EACH || this.#metrics.watchers >= MOST_STREAMS) {
      this.#metrics.onRefusal();
      throw new AppError('rate_limited', 'too many streams are open; close some, or ask again in a minute');
    }
    this.#streams.set(who, mine + 1);
    this.#metrics.watchers += 1;
    return () => {
      this.#metrics.watchers -= 1;
      const left = (this.#streams.get(who) ?? 1) - 1;
      if (left === 0) this.#streams.delete(who);
      else this.#streams.set(who, left);
    };
  }

  #refuseWhenClosed(): void {
    if (this.#isClosed) throw new AppError('unavailable', 'the hub is stopping; open the stream again');
  }
}

/** Without it, the page asks by itself, and is told what is wrong. */
function todayOf(readToday: ReadToday): Promise<{ today?: Today }> {
  return readToday().then(
    (today) => ({ today }),
    () => ({}),
  );
}

/** Where one stream is in the log. */
class Watcher {
  readonly #topics: ReadonlySet<LiveTopic>;
  readonly #source: ChangeSource;
  readonly #now: () => Date;
  /** Null: nobody knows what it has read. */
  #position: number | null;
  #wasBlind = false;

  constructor({ topics, lastEventId }: WatchRequest, source: ChangeSource, now: () => Date) {
    this.#topics = new Set(topics);
    this.#source = source;
    this.#now = now;
    this.#position =
      lastEventId === undefined
        ? source.log.positionAt(new Date(now().getTime() - READ_BEFORE_MILLISECONDS))
        : source.log.positionOf(lastEventId);
  }

  /** Returns the messages since the last call; the first call has one that tells the position. */
  *read({
    isFirst,
    watchers,
  }: {
    isFirst: boolean;
    watchers: number;
  }): Generator<{ id: string; data: Message }> {
    const { log, isBlind } = this.#source;
    const at = this.#now().toISOString();
    const changed = this.#position === null ? null : log.since(this.#position);
    this.#position = log.length;
    const id = log.idOf(this.#position);
    if (changed === null) yield { id, data: { reset: true, at } };
    else {
      const topics = [...changed].filter((topic) => this.#topics.has(topic));
      if (isFirst || topics.length > 0) {
        yield { id, data: { topics, at, pauseMilliseconds: pauseMilliseconds(watchers) } };
      }
    }
    if (isBlind === this.#wasBlind) return;
    this.#wasBlind = isBlind;
    yield { id, data: { stale: isBlind, at } };
  }
}

/** Wakes one waiter, also for what rang before it began to wait; once the signal is aborted, at once. */
class Bell {
  readonly #signal: AbortSignal;
  #hasRung = false;
  #wake: () => void = () => undefined;
  readonly ring = (): void => {
    this.#hasRung = true;
    this.#wake();
  };

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', this.ring);
  }

  async rung(): Promise<void> {
    if (!this.#hasRung && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#hasRung = false;
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.ring);
  }
}
