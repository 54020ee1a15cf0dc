import { useSyncExternalStore } from 'react';
import { readStored, store } from './stored.ts';

/**
 * One of several words that a person chooses for this browser. Everything that shows it follows at once, in other tabs
 * as well; where storage is blocked, the choice holds for as long as the page does.
 */
export class StoredChoice<Word extends string> {
  readonly #key: string;
  readonly #words: readonly Word[];
  readonly #watchers = new Set<() => void>();
  #chosen: Word | undefined;

  /** The first of the words holds until another is chosen. */
  constructor(key: string, words: readonly [Word, ...Word[]]) {
    this.#key = key;
    this.#words = words;
  }

  readonly current = (): Word => {
    this.#chosen ??= this.#read(readStored(this.#key));
    return this.#chosen;
  };

  readonly choose = (word: Word): void => {
    store(this.#key, word);
    this.#become(word);
  };

  readonly watch = (watcher: () => void): (() => void) => {
    if (this.#watchers.size === 0) globalThis.addEventListener?.('storage', this.#follow);
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) globalThis.removeEventListener?.('storage', this.#follow);
    };
  };

  readonly #follow = ({ key, newValue }: StorageEvent): void => {
    if (key === this.#key) this.#become(this.#read(newValue));
  };

  #read(text: string | null): Word {
    // There is a first word: the constructor asks for one.
    return this.#words.find((word) => word === text) ?? (this.#words[0] as Word);
  }

  #become(word: Word): void {
    this.#chosen = word;
    for (const watcher of this.#watchers) watcher();
  }
}

export function useStoredChoice<Word extends string>(choice: StoredChoice<Word>): Word {
  return useSyncExternalStore(choice.watch, choice.current);
}
