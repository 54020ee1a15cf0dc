import { describe, expect, it } from 'vitest';
import { KeyReader, type Place, type Press } from './key-reader.ts';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  isComposing: false,
  keyCode: 0,
  ...more,
});

const page: Place = { isInField: false, isCovered: false, isApple: false, areLettersOn: true };

/** What these presses do, one after the other, 100 ms apart. */
function read(presses: readonly Press[], place: Partial<Place> = {}, gap = 100) {
  const reader = new KeyReader();
  return presses.map((one, index) => reader.read(one, { ...page, ...place }, index * gap)?.id ?? null);
}

describe('shortcuts', () => {
  it('are single keys, or two of them one after the other', () => {
    expect(read([press('g'), press('p'), press('p')])).toEqual([null, 'partners', null]);
    expect(read([press('/')])).toEqual(['search']);
    expect(read([press('c')])).toEqual(['create']);
    expect(read([press('?', { shiftKey: true })])).toEqual(['help']);
  });

  it('forget the first key of two after a while, and begin anew with it', () => {
    expect(read([press('g'), press('o')], {}, 2_000)).toEqual([null, null]);
    expect(read([press('g'), press('g'), press('o')])).toEqual([null, null, 'overview']);
    // The second key of nothing is a key of its own.
    expect(read([press('g'), press('c')])).toEqual([null, 'create']);
  });

  it('are not what is typed into fields, or into what lies over the page', () => {
    const typed = [press('g'), press('o'), press('/'), press('?'), press('c')];
    for (const place of [{ isInField: true }, { isCovered: true }, { areLettersOn: false }]) {
      expect(read(typed, place)).toEqual([null, null, null, null, null]);
    }
  });

  it('open the palette from everywhere, with the command key of the machine', () => {
    const ctrlK = press('k', { ctrlKey: true });
    const commandK = press('k', { metaKey: true });
    expect(read([ctrlK], { isInField: true, isCovered: true, areLettersOn: false })).toEqual(['palette']);
    expect(read([commandK], { isApple: true })).toEqual(['palette']);
    // There, Ctrl-K deletes the rest of a line.
    expect(read([ctrlK], { isApple: true })).toEqual([null]);
    expect(read([press('K', { ctrlKey: true, shiftKey: true })])).toEqual([null]);
  });

  it('go by the place of the key where the keyboard has no Latin letters', () => {
    expect(read([press('л', { code: 'KeyK', ctrlKey: true })])).toEqual(['palette']);
    expect(read([press('п', { code: 'KeyG' }), press('щ', { code: 'KeyO' })])).toEqual([null, 'overview']);
    // On a Dvorak keyboard the letter counts, wherever it is.
    expect(read([press('g', { code: 'KeyU' }), press('o', { code: 'KeyS' })])).toEqual([null, 'overview']);
  });

  it('leave other keys of the browser alone, and keys that are held', () => {
    expect(read([press('c', { ctrlKey: true }), press('/', { altKey: true })])).toEqual([null, null]);
    expect(read([press('c', { repeat: true })])).toEqual([null]);
    expect(read([press('C', { shiftKey: true })])).toEqual([null]);
    expect(read([press('c', { isComposing: true })])).toEqual([null]);
    // As Safari tells of a key of a composition.
    expect(read([press('c', { keyCode: 229 })])).toEqual([null]);
  });
});
