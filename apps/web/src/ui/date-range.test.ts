import { describe, expect, test } from 'vitest';
import { formatDateRange, localDate, rangeOf, rangeParams, searchOfRange } from './date-range.ts';
import { readSearch } from './search-params.ts';

describe('a day', () => {
  test.each([
    ['2026-10-25', '2026-10-25'],
    ['2024-02-29', '2024-02-29'],
    ['2026-02-29', undefined],
    ['2026-13-01', undefined],
    ['2026-1-1', undefined],
    ['2026-10-25T00:00', undefined],
    ['', undefined],
  ])('%s is %s', (text, day) => {
    expect(localDate(text)).toBe(day);
  });
});

describe('a range', () => {
  const read = readSearch(rangeParams);

  test('in the address is the one that was chosen, to the day', () => {
    for (const range of [{ preset: 'lastMonth' }, { from: '2026-08-29', to: '2026-09-01' }] as const) {
      expect(rangeOf(read({ ...searchOfRange(range) }), '28d')).toEqual(range);
    }
  });

  test.each([
    { from: '2026-09-01' },
    { from: '2026-09-02', to: '2026-09-01' },
    { from: 'yesterday', to: '2026-09-01' },
    { preset: 'fortnight' },
    {},
  ])('%j is none', (given) => {
    expect(rangeOf(read(given), '28d')).toEqual({ preset: '28d' });
  });

  test('is written in the reader’s language, with the same days in each zone', () => {
    // Some spaces are thin.
    const written = (from: string, to: string, locale: string) =>
      formatDateRange(from, to, locale).replace(/\s/g, ' ');
    // The machine's zone must not shift a day: dates are in none.
    expect(written('2026-08-29', '2026-09-01', 'en-US')).toBe('Aug 29 – Sep 1, 2026');
    expect(written('2026-08-29', '2026-08-29', 'en-US')).toBe('Aug 29, 2026');
    expect(written('2025-12-29', '2026-01-04', 'de-DE')).toBe('29.12.2025 – 04.01.2026');
  });
});
