import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeOf, comparisonOf, daysApart, type RangeInput, resolveRange } from './ranges.ts';

const at = (text: string) => new Date(text);
const days = (input: RangeInput, now: string, zone = 'UTC') => {
  const { fromDate, toDate } = resolveRange(input, { zone, now: at(now) });
  return `${fromDate} ${toDate}`;
};
const compared = (input: RangeInput, now: string, zone = 'UTC') => {
  const range = resolveRange(input, { zone, now: at(now) });
  return comparisonOf(range, input, { zone, now: at(now) });
};

describe('a range', () => {
  test.each([
    ['today', '2026-11-30 2026-11-30'],
    ['yesterday', '2026-11-29 2026-11-29'],
    ['7d', '2026-11-24 2026-11-30'],
    ['28d', '2026-11-03 2026-11-30'],
    ['90d', '2026-09-02 2026-11-30'],
    ['thisMonth', '2026-11-01 2026-11-30'],
    ['lastMonth', '2026-10-01 2026-10-31'],
    ['thisYear', '2026-01-01 2026-11-30'],
  ] as const)('%s is %s', (preset, expected) => {
    expect(days({ preset }, '2026-11-30T12:00Z')).toBe(expected);
  });

  test('has the days of its zone', () => {
    const now = at('2026-10-01T06:30Z');
    expect(resolveRange({ preset: 'today' }, { zone: 'America/Los_Angeles', now })).toEqual({
      fromDate: '2026-09-30',
      toDate: '2026-09-30',
      start: at('2026-09-30T07:00Z'),
      end: at('2026-10-01T07:00Z'),
    });
    expect(days({}, '2026-10-01T06:30Z', 'Asia/Tokyo')).toBe('2026-09-04 2026-10-01');
  });

  test.each([
    [{ from: '2026-10-25' }, 'to: is missing'],
    [{ to: '2026-10-25' }, 'from: is missing'],
    [{ from: '2026-10-25', to: '2026-10-24' }, 'to: must not be before from'],
    [{ preset: 'today', from: '2026-10-25', to: '2026-10-25' }, 'preset: must not be given'],
  ] as const)('%j is refused', (input, message) => {
    expect(() => days(input, '2026-11-30T12:00Z')).toThrow(message);
  });

  test('of a day that never was is refused', () => {
    const input = { from: '2011-12-30', to: '2011-12-30' };
    expect(() => days(input, '2026-11-30T12:00Z', 'Pacific/Apia')).toThrow('to: there was no such day');
  });
});

describe('a comparison', () => {
  test('of today is the same weekday a week ago, up to the same quarter of an hour', () => {
    expect(compared({ preset: 'today' }, '2026-11-30T09:07Z')).toEqual({
      kind: 'weekday',
      fromDate: '2026-11-23',
      toDate: '2026-11-23',
      start: at('2026-11-23T00:00Z'),
      end: at('2026-11-24T00:00Z'),
      until: at('2026-11-30T09:00Z'),
      otherUntil: at('2026-11-23T09:00Z'),
    });
  });

  test('of today ends as many minutes after the beginning of the other day, when that had another length', () => {
    const zone = 'Europe/Berlin';
    expect(compared({ preset: 'today' }, '2026-11-01T22:50Z', zone)).toMatchObject({
      until: at('2026-11-01T22:45Z'),
      otherUntil: at('2026-10-25T21:45Z'),
    });
    // The other day was shorter: it ends before.
    expect(compared({ preset: 'today' }, '2026-04-05T21:55Z', zone)?.otherUntil).toEqual(
      at('2026-03-29T22:00Z'),
    );
  });

  test.each([
    [{ preset: '7d' }, 'previous', '2026-11-17 2026-11-23'],
    [{ preset: '28d', compare: 'weekday' }, 'weekday', '2026-10-06 2026-11-02'],
    [{ preset: 'thisMonth' }, 'previous', '2026-10-01 2026-10-30'],
    [{ preset: 'lastMonth' }, 'previous', '2026-09-01 2026-09-30'],
    [{ preset: 'thisYear' }, 'previous', '2025-01-01 2025-11-30'],
    [{ preset: 'yesterday', compare: 'weekday' }, 'weekday', '2026-11-22 2026-11-22'],
    [{ from: '2024-02-29', to: '2024-02-29', compare: 'year' }, 'year', '2023-02-28 2023-02-28'],
    [{ from: '2026-11-01', to: '2026-11-10', compare: 'weekday' }, 'weekday', '2026-10-18 2026-10-27'],
  ] as const)('of %j (%s) is %s', (input, kind, expected) => {
    const comparison = compared(input, '2026-11-30T12:00Z');
    expect(comparison?.kind).toBe(kind);
    expect(`${comparison?.fromDate} ${comparison?.toDate}`).toBe(expected);
  });

  test('of a range that is over is all of both', () => {
    const range = { from: '2026-10-25', to: '2026-10-25' };
    expect(compared(range, '2026-11-30T12:00Z', 'Europe/Berlin')).toMatchObject({
      until: at('2026-10-25T23:00Z'),
      otherUntil: at('2026-10-24T22:00Z'),
    });
    expect(compared({ ...range, compare: 'none' }, '2026-11-30T12:00Z')).toBeNull();
  });

  test('is never longer than its days, and ends before the range does', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Cairo',
    );
    const presets = fc.constantFrom('today', '7d', '28d', 'thisMonth', 'thisYear', 'lastMonth', 'yesterday');
    const kinds = fc.constantFrom('previous', 'weekday', 'year');
    const instants = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(zones, presets, kinds, instants, (zone, preset, compare, milliseconds) => {
        const input = { preset, compare } as RangeInput;
        const now = new Date(milliseconds);
        const range = resolveRange(input, { zone, now });
        const comparison = comparisonOf(range, input, { zone, now });
        if (comparison === null) throw new Error('there is no comparison');
        expect(comparison.otherUntil >= comparison.start && comparison.otherUntil <= comparison.end).toBe(
          true,
        );
        expect(comparison.until >= range.start && comparison.until <= range.end).toBe(true);
        expect(comparison.until <= now || comparison.until <= range.end).toBe(true);
        expect(comparison.start < range.start).toBe(true);
        if (compare === 'weekday') expect(daysApart(comparison.fromDate, range.fromDate) % 7).toBe(0);
      }),
    );
  });
});

test('a change is a ratio, and nothing where there is nothing to compare with', () => {
  expect([changeOf(15, 10), changeOf(5, 10), changeOf(0, 10), changeOf(7, 0)]).toEqual([0.5, -0.5, -1, null]);
});
