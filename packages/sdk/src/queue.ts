import { fitField } from './event-fields.ts';
import { TIMEOUT_MILLISECONDS, TRACK_PATH } from './events.ts';
import { retryDelay } from './retry-delay.ts';
import { attempt, storage } from './storage.ts';
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
  const waiting = new Map<string, Waiting>();
  let sending: Waiting | undefined;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const keyOf = ({ event }: QueuedEvent) => `${name}.${event.eventId}`;
  const bodyOf = ({ event }: QueuedEvent) => JSON.stringify({ key: options.key, ...event }, fitField);

  // Text needs no preflight: one round trip less, and none that a page in a hurry would have to wait for.
  const post = async (one: QueuedEvent) => {
    const body = bodyOf(one);
    return fetch(base + one.kind, {
      method: 'POST',
      body,
      credentials: 'omit',
      keepalive: body.length < KEEPALIVE_CHARACTERS,
      signal: AbortSignal.timeout?.(TIMEOUT_MILLISECONDS) as AbortSignal,
    });
  };

  function store(one: Waiting): void {
    // Storage may be full, or switched off.
    one.isStored =
      storage(mayStore() ? 'setItem' : 'removeItem', keyOf(one), JSON.stringify(one)) === null && mayStore();
  }

  function settle(one: Waiting, receipt: unknown = null): undefined {
    storage('removeItem', keyOf(one));
    waiting.delete(keyOf(one));
    one.resolve?.(receipt);
  }

  function giveUp(
    one: Waiting,
    failure: TrackerFailure = { code: 'dropped', message: 'dropped' },
  ): undefined {
    settle(one);
    onError(failure);
  }

  /** Resolves with the milliseconds before the next try; with undefined when this event is over. */
  async function send(one: Waiting): Promise<number | undefined> {
    let failure: TrackerFailure;
    let retryAfter: string | null | undefined;
    try {
      const response = await post(one);
      const { status } = response;
      // An answer that breaks off, or that a captive portal gave, is no receipt.
      const answer = await response.json().catch(() => null);
      if (answer?.success) {
        failures = 0;
        options.onAnswer(one, answer);
        return settle(one, answer);
      }
      failure = { code: 'unreachable', message: `${status}`, ...answer?.error, status };
      if (/^4(?!08|29)/.test(status as unknown as string)) {
        // What is not the hub's, a proxy's page for one, says nothing of the event.
        if (answer?.error) options.onAnswer(one, failure);
        return giveUp(one, failure);
      }
      retryAfter = response.headers.get('retry-after');
    } catch (cause) {
      failure = { code: 'unreachable', message: `${cause}` };
    }
    // Told once, not once a try.
    if (!failures) onError(failure);
    return 1 + retryDelay(failures++, retryAfter);
  }

  async function run(): Promise<void> {
    if (sending || timer) return;
    for (const one of waiting.values()) {
      // Stays set between events: a handler that is told of one may add another.
      sending = one;
      if (one.isStored && storage('getItem', keyOf(one)) === null) settle(one);
      else if (!(Date.now() - one.at <= LONGEST_MILLISECONDS)) giveUp(one);
      else {
        const delay = await send(one);
        if (delay) {
          timer = setTimeout(resume, delay);
          break;
        }
      }
    }
    sending = undefined;
  }

  function resume(): void {
    clearTimeout(timer);
    timer = undefined;
    void run();
  }

  /** What lies in storage, by this page or another. Whatever else begins with our name, another script's or another tracker's, is not ours. */
  function stored(): Waiting[] {
    const entries = attempt(() => Object.entries<string>(localStorage)) ?? [];
    const parse = ([key, text]: [string, string]) =>
      attempt(() => {
        const one = JSON.parse(text) as Waiting;
        return /^(click|conversion)$/.test(one.kind) && keyOf(one) === key ? one : [];
      }) ?? [];
    return entries.flatMap(parse);
  }

  /** Takes over what other pages left, unless another tab is doing so. */
  function recover(): void {
    const takeOver = () => {
      for (const one of mayStore() ? stored() : [])
        if (!waiting.has(keyOf(one))) waiting.set(keyOf(one), { ...one, isStored: true, resolve: undefined });
      return run();
    };
    // Without locks, as on pages that are not secure, two tabs may do the same work.
    attempt(() =>
      navigator.locks.request(name, { ifAvailable: true }, (lock) => lock && takeOver()).catch(takeOver),
    ) ?? takeOver();
  }

  /** The page may be gone in a moment: what is not on its way is sent at once, and is the same event should it be sent again. */
  function flush(): void {
    // Browsers refuse what would be over their limit for all of them together; those stay stored.
    for (const one of waiting.values()) if (one !== sending) post(one).catch(() => null);
  }

  attempt(() => {
    addEventListener('online', resume);
    addEventListener('pagehide', () => attempt(flush));
    // Maybe back from the back/forward cache, where timers stood still.
    addEventListener('pageshow', resume);
  });

  return {
    recover,
    /** Resolves with the receipt; with null when the event was refused, given up, or sent by another tab. */
    add(queued: QueuedEvent): Promise<unknown> {
      return new Promise((resolve) => {
        const one: Waiting = { ...queued, resolve };
        store(one);
        waiting.set(keyOf(one), one);
        const [oldest] = waiting.values();
        if (waiting.size > CAPACITY) giveUp(oldest as Waiting);
        void run();
      });
    },
    /** Puts what waits into storage; or takes it out, and what other pages left, as consent comes and goes. */
    storeAll(): void {
      for (const one of [...waiting.values(), ...stored()]) store(one);
      recover();
    },
  };
}
