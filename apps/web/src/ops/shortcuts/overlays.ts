import type { Mute, MuteKind, Product } from '../../hub/trpc.ts';

/** What the palette offers: everything, only what can be created, or products whose stock changes. */
export type PaletteScope = 'all' | 'create' | 'stock';

/** What was typed before the palette was there to take it, and whether Enter was pressed after it. */
export interface EarlyKeys {
  text: string;
  isEntered: boolean;
}

const NO_KEYS: EarlyKeys = { text: '', isEntered: false };

/** The palette, where it is open. */
interface OpenPalette {
  scope: PaletteScope;
  early: EarlyKeys;
}

/**
 * What the dialog about a mute is for: one that there is, products that somebody points at, or whatever is typed there.
 * `name` and `supplier` are those of a product.
 */
export type MuteSubject =
  | { kind: 'edit'; mute: Mute }
  | { kind: 'product'; sku: string; name?: string; supplier?: string | null }
  | { kind: 'new'; what?: { kind: MuteKind; value: string } };

/** A dialog that opens from anywhere. */
type Dialog =
  | { kind: 'help' }
  | { kind: 'newPartner' }
  | { kind: 'newProduct' }
  | { kind: 'stock'; product: Product }
  | { kind: 'mute'; subject: MuteSubject };

/** What lies over the page: one dialog, and the palette over that. */
export interface Overlay {
  dialog: Dialog | null;
  palette: OpenPalette | null;
}

const NOTHING: Overlay = { dialog: null, palette: null };

/** After that, a dialog has given the focus back if it does so by itself. */
const FOCUS_MILLISECONDS = 50;

/** What lies over the page, and where the focus was before. */
class Overlays {
  #overlay = NOTHING;
  readonly #before: { dialog: Element | null; palette: Element | null } = { dialog: null, palette: null };
  readonly #watchers = new Set<() => void>();

  readonly current = (): Overlay => this.#overlay;

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Opens a dialog in place of what is open. */
  readonly open = (dialog: Dialog): void => {
    // From the palette: back to where the palette was opened.
    if (this.#overlay.dialog === null) this.#before.dialog = this.#before.palette ?? document.activeElement;
    this.#before.palette = null;
    this.#set({ dialog, palette: null });
  };

  /** Opens the palette, also over a dialog, which stays. */
  readonly openPalette = (scope: PaletteScope = 'all'): void => {
    this.#before.palette ??= document.activeElement;
    this.#set({ ...this.#overlay, palette: { scope, early: NO_KEYS } });
  };

  /** Keeps a key for the palette that is still on its way. Returns false for one that means nothing to it. */
  readonly keep = (key: string): boolean => {
    const { palette } = this.#overlay;
    if (palette === null || (key !== 'Enter' && key.length !== 1)) return false;
    const { text } = palette.early;
    const early = key === 'Enter' ? { text, isEntered: true } : { text: text + key, isEntered: false };
    this.#set({ ...this.#overlay, palette: { ...palette, early } });
    return true;
  };

  /** Closes the upper one, and gives the focus back unless something else has taken it. */
  readonly close = (): void => {
    const which = this.#overlay.palette === null ? 'dialog' : 'palette';
    const element = this.#before[which];
    this.#before[which] = null;
    this.#set({ ...this.#overlay, [which]: null });
    setTimeout(() => {
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && element instanceof HTMLElement && element.isConnected)
        element.focus({ preventScroll: true });
    }, FOCUS_MILLISECONDS);
  };

  /** Closes all because another page opens, which takes the focus. */
  readonly leave = (): void => {
    this.#before.dialog = null;
    this.#before.palette = null;
    this.#set(NOTHING);
  };

  #set(overlay: Overlay): void {
    this.#overlay = overlay;
    for (const watcher of this.#watchers) watcher();
  }
}

export const overlays = new Overlays();
