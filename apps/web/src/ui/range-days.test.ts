import { describe, expect, test } from 'vitest';
import { daysOfRange } from './range-days.ts';

const at = (text: string) => new Date(text);

describe('daysOfRange', () => {
  // The same days as in the tests of the hub's figures.
  test.each([
    ['today', '2026-11-30', '2026-11-30'],
    ['yesterday', '2026-11-29', '2026-11-29'],
    ['7d', '2026-11-24', '2026-11-30'],
    ['28d', '2026-11-03', '2026-11-30'],
    ['90d', '2026-09-02', '2026-11-30'],
    ['thisMonth', '2026-11-01', '2026-11-30'],
    ['lastMonth', '2026-10-01', '2026-10-31'],
    ['thisYear', '2026-01-01', '2026-11-30'],
  ] as const)('%s is from %s to %s', (preset, fromDate, toDate) => {
    expect(daysOfRange({ preset }, at('2026-11-30T12:00Z'), 'UTC')).toMatchObject({ fromDate, toDate });
  });

  test('today is the day of the zone, and ends where tomorrow begins', () => {
    expect(daysOfRange({ preset: 'today' }, at('2026-10-01T06:30Z'), 'America/Los_Angeles')).toEqual({
      fromDate: '2026-09-30',
      toDate: '2026-09-30',
      start: at('2026-09-30T07:00Z'),
      end: at('2026-10-01T07:00Z'),
    });
  });

  test.each([
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
    ['Asia/Kathmandu', '2026-11-30', '2026-11-29T18:15Z', '2026-11-30T18:15Z'],
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00Z', '2026-04-24T21:00Z'],
    ['Asia/Tokyo', '2026-08-29', '2026-08-28T15:00Z', '2026-08-29T15:00Z'],
  ])('in %s, %s lasts from %s to %s', (zone, day, start, end) => {
    const days = daysOfRange({ from: day, to: day }, at('2026-11-30T12:00Z'), zone);
    expect([days.start, days.end]).toEqual([at(start), at(end)]);
  });
});
