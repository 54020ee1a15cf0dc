/** A query that takes longer is given up. A change is not: nobody could tell whether it happened. */
const GIVE_UP_MILLISECONDS = 30_000;

type Fetch = typeof globalThis.fetch;

/** What the page's calls to the hub have in common. */
export interface HubFetchOptions {
  /** The browser's own, unless a test has another. */
  fetch?: Fetch;
  /** Told with each answer, in milliseconds since 1970. */
  onServerTime?: (answer: { serverTime: number; asked: number; heard: number }) => void;
  /** Waits until whoever uses the page is signed in. False: they went away. */
  signedIn?: () => Promise<boolean>;
  /** Asks the person to sign in again, and waits. False: they went away. */
  signInAgain?: () => Promise<boolean>;
}

/**
 * Returns a `fetch` that gives up queries after 30 seconds, and sends a call again that was refused because the session
 * had ended, once the person is signed in again: what somebody typed is not lost.
 */
export function createHubFetch(options: HubFetchOptions): Fetch {
  const { fetch = (input, init) => globalThis.fetch(input, init), onServerTime } = options;
  const send: Fetch = async (input, init) => {
    const asked = Date.now();
    const answer = await fetch(input, isQuery(init) ? { ...init, signal: givingUp(init?.signal) } : init);
    const date = answer.headers.get('date');
    if (date !== null) onServerTime?.({ serverTime: Date.parse(date), asked, heard: Date.now() });
    return answer;
  };
  return async (input, init) => {
    // Under somebody else's session, nothing of the person before is sent.
    if (!isQuery(init) && (await options.signedIn?.()) === false) throw new Error('Nobody is signed in.');
    const answer = await send(input, init);
    if (answer.status !== 401) return answer;
    return (await options.signInAgain?.()) === true ? send(input, init) : answer;
  };
}

function isQuery(init: RequestInit | undefined): boolean {
  return (init?.method ?? 'GET').toUpperCase() === 'GET';
}

function givingUp(signal: AbortSignal | null | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(GIVE_UP_MILLISECONDS);
  return signal === undefined || signal === null ? timeout : AbortSignal.any([signal, timeout]);
}
