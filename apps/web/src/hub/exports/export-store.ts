import { readStored, store } from '../../ui/stored.ts';

interface State {
  isOpen: boolean;
  /** Exports that this page asked for and whose files it fetches as soon as they are done. */
  awaited: ReadonlySet<string>;
}

/** What this browser remembers while an export is not finished: the next page shows how far it is. */
const KEY = 'hub-exports';
const UNFINISHED = 'unfinished';

/** Whether the exports of the person are shown, and which of them the page waits for. */
class ExportStore {
  #state: State = { isOpen: false, awaited: new Set() };
  readonly #watchers = new Set<() => void>();

  readonly current = (): State => this.#state;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly open = (): void => this.#set({ ...this.#state, isOpen: true });

  /** What is awaited comes all the same. */
  readonly close = (): void => this.#set({ ...this.#state, isOpen: false });

  readonly wait = (id: string): void =>
    this.#set({ isOpen: true, awaited: new Set([...this.#state.awaited, id]) });

  readonly forget = (id: string): void =>
    this.#set({ ...this.#state, awaited: new Set([...this.#state.awaited].filter((other) => other !== id)) });

  /** Remembers whether the person has exports that are not finished. */
  readonly remember = (hasUnfinished: boolean): void => store(KEY, hasUnfinished ? UNFINISHED : '');

  /** Opens where an earlier page was left while an export went on. */
  readonly reopen = (): void => {
    if (readStored(KEY) === UNFINISHED) this.open();
  };

  #set(state: State): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}

export const exportStore = new ExportStore();
