import type { AdminInputs, AdminOutputs } from '@dreamteamhub/sdk/admin';
import { Pace } from './pace.ts';

export type LiveTopic = AdminInputs['live']['watch']['topics'][number];

/** Whose today, and in which zone. */
type TodayRequest = NonNullable<AdminInputs['live']['watch']['today']>;

/** The figures of today as the hub sends them. */
export type LiveToday = AdminOutputs['analytics']['getToday'];

/** What the hub is asked to send. */
export interface StreamRequest {
  topics: LiveTopic[];
  today?: TodayRequest;
  lastEventId?: string;
}

/** Takes the figures of today as they come, in place of being told that they have changed. */
export interface TakesToday {
  request: TodayRequest;
  take: (today: LiveToday) => void;
}

/** One message of the hub. */
export type LiveMessage =
  AdminOutputs['live']['watch'] extends AsyncIterable<infer Tracked>
    ? Tracked extends { data: infer Data }
      ? Data
      : never
    : never;

/**
 * - `idle`: no page watches anything.
 * - `connecting`: for the first time.
 * - `stale`: the hub is there, and its database does not answer.
 * - `polling`: no stream gets through, so pages read anew every ten seconds.
 */
export type LiveState = 'idle' | 'connecting' | 'live' | 'stale' | 'reconnecting' | 'polling' | 'offline';

export interface LiveStatus {
  state: LiveState;
  /** In a bad state: when the hub was last heard, in milliseconds since 1970. What is shown is from then. */
  heardAt: number;
}

export interface StreamEvents {
  onStarted(): void;
  onMessage(id: string, message: LiveMessage): void;
  /** It will not come back by itself. */
  onEnd(): void;
}

interface Dependencies {
  /** Opens a stream; returns what closes it without a further event. */
  open(request: StreamRequest, events: StreamEvents): () => void;
  /** One cheap call: whether the hub answers, and this browser is still signed in. */
  check(): Promise<'ok' | 'signed-out' | 'unreachable'>;
  random?: () => number;
}

/** Between two readings, unless the hub asks for more. */
const PAUSE_MILLISECONDS = 1_000;
const START_MILLISECONDS = 10_000;
const POLL_MILLISECONDS = 10_000;
/** A proxy that keeps streams back may be gone some time. */
const STREAM_AGAIN_MILLISECONDS = 60_000;
const HIDDEN_MILLISECONDS = 30_000;
const LONGEST_WAIT_MILLISECONDS = 30_000;
/** So many streams that the hub, which answers, does not begin or ends at once: something between refuses them. */
const MOST_FAILED_STREAMS = 3;
const HEARTBEAT_MILLISECONDS = 5_000;
/** Timers that are this late slept. */
const SLEPT_MILLISECONDS = 20_000;

interface Subscriber {
  topics: readonly LiveTopic[];
  pace: Pace<LiveTopic>;
  today: TakesToday | undefined;
}

/**
 * One stream of a tab, with all topics of what it shows. It is open only while the page is seen: a browser has six
 * connections to an origin over HTTP/1.1, for all tabs together. It comes back after whatever ends it, and whoever
 * subscribed then hears of what it may have missed.
 */
export class LiveConnection {
  readonly #deps: Dependencies;
  readonly #random: () => number;
  readonly #subscribers = new Set<Subscriber>();
  readonly #listeners = new Set<() => void>();
  #status: LiveStatus = { state: 'idle', heardAt: Date.now() };
  /** Of the stream: never fewer, so that going from page to page opens no new one. */
  #topics = new Set<LiveTopic>();
  #lastEventId: string | undefined;
  #close: (() => void) | undefined;
  #isSeen = true;
  #isOnline = true;
  #isSignedOut = false;
  #failures = 0;
  #failedStreams = 0;
  /** Heard while nobody was looking. */
  readonly #unseen = new Set<LiveTopic>();
  /** What happens next to the stream: it is given up, or opened again. */
  #next: ReturnType<typeof setTimeout> | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;
  #polling: ReturnType<typeof setInterval> | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #beatAt = 0;
  #pause = PAUSE_MILLISECONDS;
  #heardAt = Date.now();
  #isReopening = false;
  /** Counts what was begun: an answer to an earlier attempt comes too late. */
  #attempt = 0;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#random = deps.random ?? Math.random;
  }

  get status(): LiveStatus {
    return this.#status;
  }

  /** Calls `listener` when the status changes. Returns what ends that. */
  onStatus = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Calls `react` with topics that have changed, or may have; with `today`, only where its figures did not come with the
   * message. Returns what ends that.
   */
  subscribe(
    topics: readonly LiveTopic[],
    react: (topics: ReadonlySet<LiveTopic>) => unknown,
    today?: TakesToday,
  ): () => void {
    const subscriber: Subscriber = { topics, pace: new Pace(react, this.#random), today };
    this.#subscribers.add(subscriber);
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MILLISECONDS);
    this.#beatAt = Date.now();
    const isNew = topics.some((topic) => !this.#topics.has(topic));
    for (const topic of topics) this.#topics.add(topic);
    if (isNew || today !== undefined || this.#status.state === 'idle') this.#reopenSoon();
    return () => {
      subscriber.pace.stop();
      this.#subscribers.delete(subscriber);
      // Figures that nobody takes are not asked for.
      if (today !== undefined) this.#reopenSoon();
      // Between two pages there is nobody for a moment.
      queueMicrotask(() => this.#subscribers.size === 0 && this.#rest());
    };
  }

  /** Tells whether the page is seen. */
  setSeen(isSeen: boolean): void {
    if (isSeen === this.#isSeen) return;
    this.#isSeen = isSeen;
    clearTimeout(this.#hiding);
    if (!isSeen) {
      this.#hiding = setTimeout(() => this.#shut(), HIDDEN_MILLISECONDS);
      return;
    }
    this.#beatAt = Date.now();
    if (this.#close === undefined) this.#comeBack();
    else this.#tell(this.#unseen);
    this.#unseen.clear();
  }

  /** Tells whether the browser has a network. */
  setOnline(isOnline: boolean): void {
    if (isOnline === this.#isOnline) return;
    this.#isOnline = isOnline;
    if (isOnline) this.#comeBack();
    else {
      this.#shut();
      if (this.#subscribers.size > 0) this.#setState('offline');
    }
  }

  /** Everybody reads anew, and the stream goes on after the last message. */
  #comeBack(): void {
    this.#isSignedOut = false;
    this.#failures = 0;
    this.#reopen();
    this.#tell(this.#topics);
  }

  /** The parts of a page subscribe one after the other. */
  #reopenSoon(): void {
    if (this.#isReopening) return;
    this.#isReopening = true;
    queueMicrotask(() => {
      this.#isReopening = false;
      this.#reopen();
    });
  }

  #reopen(): void {
    this.#shut();
    if (this.#subscribers.size === 0 || !this.#isSeen || !this.#isOnline || this.#isSignedOut) return;
    if (this.#status.state === 'idle' || this.#status.state === 'offline') this.#setState('connecting');
    this.#open();
  }

  #open(): void {
    const attempt = ++this.#attempt;
    const isMine = () => attempt === this.#attempt;
    this.#next = setTimeout(() => this.#poll(), START_MILLISECONDS);
    this.#close = this.#deps.open(
      {
        topics: [...this.#topics],
        ...this.#todayAsked(),
        ...(this.#lastEventId === undefined ? {} : { lastEventId: this.#lastEventId }),
      },
      {
        onStarted: () => isMine() && this.#onStarted(),
        onMessage: (id, message) => isMine() && this.#onMessage(id, message),
        onEnd: () => isMine() && this.#onEnd(),
      },
    );
  }

  #onStarted(): void {
    clearTimeout(this.#next);
    this.#heardAt = Date.now();
    this.#stopPolling();
    this.#setState('live');
  }

  #onMessage(id: string, message: LiveMessage): void {
    this.#lastEventId = id;
    this.#heardAt = Date.now();
    this.#failures = 0;
    this.#failedStreams = 0;
    if ('stale' in message) this.#setState(message.stale ? 'stale' : 'live');
    else if ('reset' in message) this.#tell(this.#topics);
    else {
      this.#pause = message.pauseMilliseconds;
      this.#tell(message.topics, message.today);
    }
  }

  #onEnd(): void {
    this.#shut();
    if (this.#status.state !== 'polling') this.#setState('reconnecting');
    this.#wait();
  }

  #wait(): void {
    const longest = Math.min(LONGEST_WAIT_MILLISECONDS, 1_000 * 2 ** this.#failures);
    this.#failures += 1;
    // Pages that lost the same hub do not come back together.
    this.#next = setTimeout(() => void this.#tryAgain(), longest * (0.5 + this.#random()));
  }

  async #tryAgain(): Promise<void> {
    const attempt = ++this.#attempt;
    const found = await this.#deps.check();
    if (attempt !== this.#attempt) return;
    if (found === 'unreachable') return this.#wait();
    if (found === 'signed-out') {
      this.#isSignedOut = true;
      return this.#setState('idle');
    }
    this.#failedStreams += 1;
    if (this.#failedStreams > MOST_FAILED_STREAMS && this.#status.state !== 'polling') return this.#poll();
    this.#open();
  }

  /** Without a stream: what is shown is read anew every ten seconds, and a stream tried now and then. */
  #poll(): void {
    this.#shut();
    this.#setState('polling');
    this.#polling ??= setInterval(() => this.#tell(this.#topics), POLL_MILLISECONDS);
    this.#next = setTimeout(() => void this.#tryAgain(), STREAM_AGAIN_MILLISECONDS * (0.5 + this.#random()));
  }

  #stopPolling(): void {
    clearInterval(this.#polling);
    this.#polling = undefined;
  }

  #beat(): void {
    const slept = Date.now() - this.#beatAt > SLEPT_MILLISECONDS;
    this.#beatAt = Date.now();
    if (!slept && this.#status.state === 'live' && this.#close !== undefined) this.#heardAt = Date.now();
    // A browser lets hidden pages sleep as well, and those come back by being seen.
    if (slept && this.#isSeen && this.#isOnline) this.#comeBack();
  }

  #todayAsked(): Pick<StreamRequest, 'today'> {
    for (const { today } of this.#subscribers) if (today !== undefined) return { today: today.request };
    return {};
  }

  #tell(topics: Iterable<LiveTopic>, today?: LiveToday): void {
    const changed = new Set(topics);
    if (!this.#isSeen) {
      for (const topic of changed) this.#unseen.add(topic);
      return;
    }
    for (const { topics: mine, pace, today: wanted } of this.#subscribers) {
      if (wanted !== undefined && today !== undefined) wanted.take(today);
      else {
        pace.add(
          mine.filter((topic) => changed.has(topic)),
          this.#pause,
        );
      }
    }
  }

  #shut(): void {
    this.#attempt += 1;
    clearTimeout(this.#next);
    this.#close?.();
    this.#close = undefined;
  }

  #rest(): void {
    this.#shut();
    this.#stopPolling();
    clearTimeout(this.#hiding);
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
    this.#topics = new Set();
    this.#unseen.clear();
    this.#setState('idle');
  }

  #setState(state: LiveState): void {
    if (state === this.#status.state) return;
    this.#status = { state, heardAt: this.#heardAt };
    for (const listener of this.#listeners) listener();
  }
}
