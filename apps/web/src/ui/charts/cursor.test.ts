import { describe, expect, it, vi } from 'vitest';
import { createCursor, moveByKey } from './cursor.ts';

const at = (index: number | null, isRtl = false) => ({ index, count: 28, isRtl });

describe('keys', () => {
  it.each([
    ['ArrowRight', 4, 5],
    ['ArrowLeft', 4, 3],
    ['ArrowLeft', 0, 0],
    ['ArrowRight', 27, 27],
    ['Home', 9, 0],
    ['End', 9, 27],
    ['PageDown', 26, 27],
    ['PageUp', 20, 17],
    ['ArrowRight', null, 0],
    ['ArrowLeft', null, 27],
    ['Escape', 4, null],
  ])('%s from %s goes to %s', (key, from, to) => {
    expect(moveByKey(key, at(from))).toBe(to);
  });

  it('go where the eye sees them go, where time runs to the left', () => {
    expect(moveByKey('ArrowLeft', at(4, true))).toBe(5);
    expect(moveByKey('ArrowRight', at(4, true))).toBe(3);
  });

  it('that mean nothing here stay the page’s', () => {
    expect(moveByKey('Tab', at(4))).toBeUndefined();
    expect(moveByKey('Escape', at(null))).toBeUndefined();
    expect(moveByKey('Home', { index: null, count: 0, isRtl: false })).toBeUndefined();
  });
});

it('a cursor tells only what is new', () => {
  const cursor = createCursor();
  const listener = vi.fn();
  const stop = cursor.subscribe(listener);
  cursor.move(3);
  cursor.move(3);
  cursor.move(3, true);
  stop();
  cursor.move(4);
  expect(listener).toHaveBeenCalledTimes(2);
  expect(cursor.get()).toEqual({ index: 4, isByKey: false });
});
