import { fitField } from './event-fields.ts';
import { TIMEOUT_MILLISECONDS, TRACK_PATH } from './events.ts';
import { retryDelay } from './retry-delay.ts';
import { attempt, erase, isGone, write } from './storage.ts';
import type { TrackerErrorCode } from './tracker-error.ts';

/** Events that wait at most; the oldest gives way. */
const CAPACITY = 100;
/** An event that could not be sent for as long is given up: who looks at the numbers of last week has seen them. */
const LONGEST_MILLISECONDS = 7 * 86_400_000;
/** Browsers send at most 64 KiB (of bytes: a character takes up to three) for a page that is gone. */
const KEEPALIVE_CHARACTERS = 20_000;

/** What became of an event that was not recorded, or not yet. */
export interface TrackerFailure {
  code: TrackerErrorCode;
  message: string;
  /** HTTP status of the hub's answer, where there was one. */
  status?: number;
}

export interface QueuedEvent {
  kind: 'click' | 'conversion';
  /** When it happened, in milliseconds since 1970. */
  at: number;
  event: { eventId: string } & Record<string, unknown>;
}

/** An event that waits; but for the function, this is what lies in localStorage. */
interface Waiting extends QueuedEvent {
  /** When it is gone from there although it was stored, another tab has sent it. */
  isStored?: boolean | undefined;
  resolve?: ((receipt: unknown) => void) | undefined;
}

export interface QueueOptions {
  endpoint: string | undefined;
  key?: string | undefined;
  /** Prefix of the entries in localStorage, and name of the lock between tabs. */
  name: string;
  mayStore(): boolean;
  /** The hub's last word on an event: its receipt, or why it refuses it, with the status. */
  onAnswer(sent: QueuedEvent, answer: object): void;
  onError(failure: TrackerFailure): void;
}

/**
 * Sends events one after the other, in their order, and again until the hub has answered. Each lies in localStorage under a name of its own
 * meanwhile, so that tabs never overwrite one another, and so that the next page finds what this one could not send. That two tabs send the
 * same event is rare and does no harm: its id makes it one.
 */
export function createQueue(options: QueueOptions) {
  const { name, mayStore, onError } = options;
  const base = `${options.endpoint}`.replace(/\/*$/, TRACK_PATH);
  /** By their names in localStorage. */
  const waiting = new Map<string, Waiting>();
  let sending: string | undefined;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const keyOf = ({ event }: QueuedEvent) => `${name}.${event.eventId}`;

  // Text needs no preflight: one round trip less, and none that a page in a hurry would have to wait for.
  const post = async ({ kind, event }: QueuedEvent) => {
    const body = JSON.stringify({ key: options.key, ...event }, fitField);
    return fetch(base + kind, {
      method: 'POST',
      body,
      credentials: 'omit',
      keepalive: body.length < KEEPALIVE_CHARACTERS,
      signal: AbortSignal.timeout?.(TIMEOUT_MILLISECONDS) as AbortSignal,
    });
  };

  function store(key: string, one: Waiting): void {
    if (mayStore()) one.isStored = write(key, JSON.stringify(one));
    else erase(key);
  }

  function settle(key: string, receipt: unknown = null): void {
    erase(key);
    waiting.get(key)?.resolve?.(receipt);
    waiting.delete(key);
  }

  function giveUp(key: string, failure: TrackerFailure = { code: 'dropped', message: 'dropped' }): void {
    settle(key);
    onError(failure);
  }

  async function send(key: string, one: Waiting): Promise<void> {
    let response: Response | undefined;
    // biome-ignore lint/suspicious/noExplicitAny: whatever answers.
    let answer: any;
    let problem: unknown;
    try {
      response = await post(one);
      problem = response.status;
      // One that breaks off, or that a captive portal gave, is no receipt.
      answer = await response.json();
    } catch (cause) {
      problem ??= cause;
    }
    if (answer?.success) {
      failures = 0;
      options.onAnswer(one, answer);
      return settle(key, answer);
    }
    const failure: TrackerFailure = {
      code: 'unreachable',
      message: `${problem}`,
      ...answer?.error,
      status: response?.status,
    };
    if (/^4(?!08|29)/.test(`${problem}`)) {
      // What is not the hub's, a proxy's page for one, says nothing of the event.
      if (answer?.error) options.onAnswer(one, failure);
      return giveUp(key, failure);
    }
    // Told once, not once a try.
    if (!failures) onError(failure);
    timer = setTimeout(resume, retryDelay(failures++, response?.headers.get('retry-after')));
  }

  async function run(): Promise<void> {
    if (sending) return;
    for (const [key, one] of waiting) {
      if (timer) break;
      // Stays set between events: a handler that is told of one may add another.
      sending = key;
      if (one.isStored && isGone(key)) settle(key);
      else if (!(Date.now() - one.at <= LONGEST_MILLISECONDS)) giveUp(key);
      else await send(key, one);
    }
    sending = undefined;
  }

  function resume(): void {
    clearTimeout(timer);
    timer = undefined;
    void run();
  }

  /** What lies in storage, by this page or another. Whatever else begins with our name, another script's or another tracker's, is not ours. */
  const stored = () =>
    (attempt(() => Object.entries<string>(localStorage)) ?? []).flatMap(
      ([key, text]) =>
        attempt((): [string, Waiting][] => {
          const one = JSON.parse(text) as Waiting;
          return /^(click|conversion)$/.test(one.kind) && keyOf(one) === key
            ? [[key, { ...one, isStored: true, resolve: undefined }]]
            : [];
        }) ?? [],
    );

  /** Takes over what other pages left. */
  function recover(): void {
    for (const [key, one] of mayStore() ? stored() : []) if (!waiting.has(key)) waiting.set(key, one);
    void run();
  }

  attempt(() => {
    addEventListener('online', resume);
    // The page may be gone in a moment: what is not on its way is sent at once, and is the same event should it be sent again.
    // Browsers refuse what would be over their limit for all of them together; that stays stored.
    addEventListener('pagehide', () => {
      for (const [key, one] of waiting) if (key !== sending) post(one).catch(() => null);
    });
    // Maybe back from the back/forward cache, where timers stood still.
    addEventListener('pageshow', resume);
  });

  return {
    recover,
    /** Resolves with the receipt; with null when the event was refused, given up, or sent by another tab. */
    add(queued: QueuedEvent): Promise<unknown> {
      return new Promise((resolve) => {
        const key = keyOf(queued);
        const one: Waiting = { ...queued, resolve };
        store(key, one);
        waiting.set(key, one);
        const [oldest] = waiting.keys();
        if (waiting.size > CAPACITY) giveUp(oldest as string);
        void run();
      });
    },
    /** Puts what waits into storage; or takes it out, and what other pages left, as consent comes and goes. */
    storeAll(): void {
      for (const [key, one] of [...waiting, ...stored()]) store(key, one);
      recover();
    },
  };
}
