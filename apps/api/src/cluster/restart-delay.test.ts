import { expect, test } from 'vitest';
import { deathsInARow, restartDelayMilliseconds } from './restart-delay.ts';

test('each death in a row doubles the delay, up to ten seconds', () => {
  expect([1, 2, 3, 4].map(restartDelayMilliseconds)).toEqual([100, 200, 400, 800]);
  expect([8, 9, 100, 10_000].map(restartDelayMilliseconds)).toEqual([10_000, 10_000, 10_000, 10_000]);
});

test('a process that lived for a minute begins a new row', () => {
  expect(deathsInARow(0, 5)).toBe(1);
  expect(deathsInARow(3, 59_999)).toBe(4);
  expect(deathsInARow(3, 60_000)).toBe(1);
});
