import { createContext, useContext, useSyncExternalStore } from 'react';

/**
 * Whether the person who opened this page is still the one who is signed in. `ended`: nobody is. `other`: somebody else
 * is, by another tab of this browser.
 */
export type SessionState = { kind: 'fine' } | { kind: 'ended' } | { kind: 'other'; name: string };

interface Person {
  name: string;
  email: string;
}

export interface SessionKeeperOptions {
  /** Who opened the page; null or undefined where nobody is signed in, as on the sign-in page. */
  whoIsHere: () => Person | null | undefined;
  /** Who is signed in by the hub's word. Rejects where the hub does not answer. */
  whoIsSignedIn: () => Promise<Person | null>;
}

const FINE: SessionState = { kind: 'fine' };

/**
 * Keeps a page to one person. When their session ends, calls wait until they are signed in again; when somebody else
 * signs in, nothing is sent in that person's name.
 */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  readonly #listeners = new Set<() => void>();
  #state: SessionState = FINE;
  #waiting: { promise: Promise<boolean>; resolve: (isBack: boolean) => void } | null = null;

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
  }

  readonly state = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Waits until this page's person is signed in. False: they gave up. */
  readonly signedIn = (): Promise<boolean> => this.#waiting?.promise ?? Promise.resolve(true);

  /** Asks for a sign-in, and waits. False: they gave up, or nobody was signed in to begin with. */
  readonly signInAgain = (): Promise<boolean> => {
    if (!this.#options.whoIsHere()) return Promise.resolve(false);
    return this.#wait({ kind: 'ended' });
  };

  /** Asks the hub who is signed in, and acts on it. Returns whether it is this page's person. */
  readonly check = async (): Promise<boolean> => {
    const here = this.#options.whoIsHere();
    if (!here) return true;
    const signedIn = await this.#options.whoIsSignedIn();
    if (signedIn?.email === here.email) {
      this.#end(true);
      return true;
    }
    void this.#wait(signedIn === null ? { kind: 'ended' } : { kind: 'other', name: signedIn.name });
    return false;
  };

  /** The person leaves the page for the sign-in page. */
  readonly giveUp = (): void => this.#end(false);

  #wait(state: SessionState): Promise<boolean> {
    if (this.#waiting === null) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      this.#waiting = { promise, resolve };
    }
    this.#tell(state);
    return this.#waiting.promise;
  }

  #end(isBack: boolean): void {
    this.#waiting?.resolve(isBack);
    this.#waiting = null;
    if (this.#state.kind !== 'fine') this.#tell(FINE);
  }

  #tell(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

const KeeperContext = createContext<SessionKeeper | null>(null);

export const SessionKeeperProvider = KeeperContext.Provider;

const NEVER = () => () => undefined;
const ALWAYS_FINE = () => FINE;

/** The keeper of the page, with what it knows. */
export function useSessionKeeper(): { keeper: SessionKeeper | null; state: SessionState } {
  const keeper = useContext(KeeperContext);
  const state = useSyncExternalStore(keeper?.subscribe ?? NEVER, keeper?.state ?? ALWAYS_FINE);
  return { keeper, state };
}
