import type { Product } from '../../hub/trpc.ts';

/** What the palette offers: everything, only what can be created, or products whose stock changes. */
export type PaletteScope = 'all' | 'create' | 'stock';

/** What is opened from anywhere and lies over the page. */
type Overlay =
  | { kind: 'palette'; scope: PaletteScope; typed: string }
  | { kind: 'help' }
  | { kind: 'newPartner' }
  | { kind: 'newProduct' }
  | { kind: 'stock'; product: Product };

/** After that, a dialog has given the focus back if it does so by itself. */
const FOCUS_MILLISECONDS = 50;

/** The one thing that lies over the page, and where the focus was before it. */
class Overlays {
  #overlay: Overlay | null = null;
  #returnTo: Element | null = null;
  readonly #watchers = new Set<() => void>();

  readonly current = (): Overlay | null => this.#overlay;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly open = (overlay: Overlay): void => {
    this.#returnTo ??= document.activeElement;
    this.#set(overlay);
  };

  readonly openPalette = (scope: PaletteScope = 'all'): void =>
    this.open({ kind: 'palette', scope, typed: '' });

  /** Keeps what is typed before the palette is there to take it. */
  readonly type = (letter: string): void => {
    if (this.#overlay?.kind !== 'palette') return;
    this.#set({ ...this.#overlay, typed: this.#overlay.typed + letter });
  };

  /** Gives the focus back, unless something else has taken it. */
  readonly close = (): void => {
    const element = this.#returnTo;
    this.#returnTo = null;
    this.#set(null);
    setTimeout(() => {
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && element instanceof HTMLElement && element.isConnected)
        element.focus({ preventScroll: true });
    }, FOCUS_MILLISECONDS);
  };

  /** Closes it because another page opens, which takes the focus. */
  readonly leave = (): void => {
    this.#returnTo = null;
    this.#set(null);
  };

  #set(overlay: Overlay | null): void {
    this.#overlay = overlay;
    for (const watcher of this.#watchers) watcher();
  }
}

export const overlays = new Overlays();
