import { expect, test } from 'vitest';
import { positionAfter } from './tabs.tsx';

test.each([
  ['ArrowRight', 0, 1],
  ['ArrowRight', 2, 0],
  ['ArrowLeft', 0, 2],
  ['Home', 2, 0],
  ['End', 0, 2],
  ['Enter', 1, null],
])('%s at tab %i of three leads to %s', (key, at, next) => {
  expect(positionAfter(key, at, 3, false)).toBe(next);
});

test('arrows lead where they point in right-to-left pages', () => {
  expect([positionAfter('ArrowRight', 0, 3, true), positionAfter('ArrowLeft', 0, 3, true)]).toEqual([2, 1]);
});
