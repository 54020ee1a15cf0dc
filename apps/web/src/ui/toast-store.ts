export interface Toast {
  id: number;
  kind: 'success' | 'failure';
  title?: string | undefined;
  message: string;
  /** A button, such as Undo. It closes the toast. */
  action?: { label: string; run: () => void } | undefined;
}

/** More would hide the page, and nobody reads them. */
const MOST_SUCCESSES = 3;

/** The toasts that are shown now, oldest first. */
export class ToastStore {
  #toasts: readonly Toast[] = [];
  #lastId = 0;
  readonly #watchers = new Set<() => void>();

  /** The same array as long as nothing changes, as React wants it. */
  readonly list = (): readonly Toast[] => this.#toasts;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Adds a toast. The oldest success gives way to a new one; a failure stays until somebody closes it, and is said once. */
  add(toast: Omit<Toast, 'id'>): void {
    const others = this.#toasts.filter((other) => !(toast.kind === 'failure' && isSame(other, toast)));
    const successes = others.filter(({ kind }) => kind === 'success');
    const surplus = toast.kind === 'success' ? successes.slice(0, 1 - MOST_SUCCESSES) : [];
    this.#lastId += 1;
    this.#set([
      ...others.filter((other) => successes.length < MOST_SUCCESSES || !surplus.includes(other)),
      { ...toast, id: this.#lastId },
    ]);
  }

  remove(id: number): void {
    this.#set(this.#toasts.filter((toast) => toast.id !== id));
  }

  #set(toasts: readonly Toast[]): void {
    this.#toasts = toasts;
    for (const watcher of this.#watchers) watcher();
  }
}

function isSame(one: Toast, other: Omit<Toast, 'id'>): boolean {
  return one.kind === other.kind && one.title === other.title && one.message === other.message;
}
