import { describe, expect, test } from 'vitest';
import { pickedOf } from './selection.ts';
import { extended, NOTHING_PICKED, type Picked, stepped, toggled } from './selection-range.ts';

const SHOWN = [10, 20, 30, 40, 50];
const keysOf = ({ keys }: Picked) => [...keys].sort();
const first = toggled(NOTHING_PICKED, 20);

describe('a range', () => {
  test('selects all between the last row that was selected and this one, downwards and upwards', () => {
    expect(keysOf(extended(first, 40, SHOWN))).toEqual([20, 30, 40]);
    expect(keysOf(extended(first, 10, SHOWN))).toEqual([10, 20]);
    expect(keysOf(extended(first, 20, SHOWN))).toEqual([20]);
  });

  test('becomes shorter, or turns round, and gives back what it took and nothing else', () => {
    const others = toggled(toggled(NOTHING_PICKED, 50), 20);
    const far = extended(others, 40, SHOWN);
    expect(keysOf(far)).toEqual([20, 30, 40, 50]);
    expect(keysOf(extended(far, 30, SHOWN))).toEqual([20, 30, 50]);
    expect(keysOf(extended(far, 10, SHOWN))).toEqual([10, 20, 50]);
  });

  test('no longer selects where it begins at a row that is no longer selected', () => {
    const all: Picked = { keys: new Set(SHOWN), range: null };
    expect(keysOf(extended(toggled(all, 20), 40, SHOWN))).toEqual([10, 50]);
  });

  test('follows the order that is shown now, and not the one of before', () => {
    expect(keysOf(extended(first, 50, [20, 50, 10, 30, 40]))).toEqual([20, 50]);
  });

  test('is one row where its beginning does not show any more, or there is none', () => {
    expect(keysOf(extended(first, 40, [30, 40, 50]))).toEqual([20, 40]);
    expect(keysOf(extended(NOTHING_PICKED, 40, SHOWN))).toEqual([40]);
    // It begins the next one.
    expect(keysOf(extended(extended(NOTHING_PICKED, 40, SHOWN), 20, SHOWN))).toEqual([20, 30, 40]);
  });
});

describe('row by row', () => {
  const step = (picked: Picked, from: number, to: number) => stepped(picked, { from, to }, SHOWN);

  test('takes the row that it begins at, grows, and shrinks', () => {
    const two = step(NOTHING_PICKED, 20, 30);
    expect(keysOf(two)).toEqual([20, 30]);
    const three = step(two, 30, 40);
    expect(keysOf(three)).toEqual([20, 30, 40]);
    expect(keysOf(step(three, 40, 30))).toEqual([20, 30]);
  });

  test('begins anew at a row where the last range does not end', () => {
    expect(keysOf(step(toggled(NOTHING_PICKED, 10), 40, 50))).toEqual([10, 40, 50]);
  });
});

test('whoever leaves one out of all that match keeps the others that are loaded', () => {
  const all = { kind: 'all', filter: {}, asOf: '2026-12-01T00:00:00.000Z', count: 1_234 } as const;
  expect(keysOf(toggled(pickedOf({ selection: all, range: null }, SHOWN), 30))).toEqual([10, 20, 40, 50]);
});
