import { expect, test } from 'vitest';
import { countWords } from './count-line.tsx';
import { nextSort } from './table-rows.tsx';
import { retryDelay } from './use-automatic-retry.ts';

test.each([
  [100, { count: 420, isMore: false }, '100 of 420 orders'],
  [420, { count: 420, isMore: false }, '420 orders'],
  [1, { count: 1, isMore: false }, '1 order'],
  [100, { count: 10_000, isMore: true }, '100 of 10,000+ orders'],
  [100, undefined, '100 orders so far'],
])('%i rows of %j are %s', (shown, total, words) => {
  expect(countWords({ shown, total, noun: 'order', locale: 'en-US' })).toBe(words);
});

test('a click on a column begins with its first order, and turns it round', () => {
  const column = { sort: 'revenue', firstOrder: 'desc' } as const;
  const first = nextSort(column, { by: 'name', order: 'asc' });
  expect(first).toEqual({ by: 'revenue', order: 'desc' });
  expect(nextSort(column, first)).toEqual({ by: 'revenue', order: 'asc' });
});

test('attempts come less and less often, and not all pages at once', () => {
  expect([0, 1, 2, 3, 4, 99].map((attempt) => retryDelay(attempt, 0.5))).toEqual([
    2000, 4000, 8000, 16_000, 30_000, 30_000,
  ]);
  expect([retryDelay(4, 0), retryDelay(4, 1)]).toEqual([15_000, 45_000]);
});
