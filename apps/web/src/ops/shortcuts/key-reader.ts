import { isComposing } from '../../ui/composing.ts';
import { SHORTCUTS, type Shortcut } from './shortcuts.ts';

/** A key that was pressed, as browsers tell it. */
export interface Press {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  repeat: boolean;
  isComposing: boolean;
  keyCode: number;
}

/** Where it was pressed. */
export interface Place {
  /** In something that takes text or letters of its own. */
  isInField: boolean;
  /** Whether something else lies over the page and has its own keys. */
  isCovered: boolean;
  isApple: boolean;
  /** Letters may be switched off (WCAG 2.1.4): spoken words would fire them. */
  areLettersOn: boolean;
}

/** So long after the first of two keys, the second one begins anew. */
const SEQUENCE_MILLISECONDS = 1_500;

const isLatin = (key: string) => /^[\x20-\x7e]$/.test(key);

/** The letter on the key: where the layout has no Latin letters, that of the place on the keyboard. */
function letterOf({ key, code }: Press): string {
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  return (isLatin(key) || place === undefined ? key : place).toLowerCase();
}

/** Finds the shortcut that a press completes. */
export class KeyReader {
  #first: { key: string; at: number } | null = null;

  /** `at` is in milliseconds, from any start. Returns null when nothing is to be done. */
  read(press: Press, place: Place, at: number): Shortcut | null {
    if (isComposing(press)) return null;
    const letter = letterOf(press);
    const isCommand = place.isApple ? press.metaKey && !press.ctrlKey : press.ctrlKey || press.metaKey;
    if (isCommand && !press.altKey && !press.shiftKey && letter === 'k') return this.#end('palette');
    const isBusy = place.isInField || place.isCovered || !place.areLettersOn;
    if (isBusy || press.repeat || press.ctrlKey || press.metaKey || press.altKey) return this.#end(null);
    const first = this.#first;
    this.#first = null;
    if (first !== null && at - first.at <= SEQUENCE_MILLISECONDS) {
      const both = SHORTCUTS.find(({ keys }) => keys[0] === first.key && keys[1] === letter);
      if (both !== undefined) return both;
    }
    // Shift alone comes before “?”, and is no key of its own.
    if (SHORTCUTS.some(({ keys }) => keys.length > 1 && keys[0] === letter) && !press.shiftKey) {
      this.#first = { key: letter, at };
      return null;
    }
    const isShifted = press.shiftKey && /[a-z]/.test(letter);
    return isShifted ? null : (SHORTCUTS.find(({ keys }) => keys.length === 1 && keys[0] === letter) ?? null);
  }

  #end(id: Shortcut['id'] | null): Shortcut | null {
    this.#first = null;
    return SHORTCUTS.find((shortcut) => shortcut.id === id) ?? null;
  }
}
