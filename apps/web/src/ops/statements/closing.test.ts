import { describe, expect, test } from 'vitest';
import { closingsOf, closingWords, lastMonths } from './closing.ts';
import { lastEnded, monthName, monthOfPeriod, monthsBetween, plusMonths } from './months.ts';

const period = (storefront: string, startsAt: string, endsAt: string) => ({ storefront, startsAt, endsAt });

describe('months', () => {
  test('a period is the month that its middle is in, also where the zone has changed since', () => {
    const october = { startsAt: '2026-09-30T22:00:00.000Z', endsAt: '2026-10-31T23:00:00.000Z' };
    expect(monthOfPeriod(october, 'Europe/Berlin')).toBe('2026-10');
    expect(monthOfPeriod(october, 'America/Los_Angeles')).toBe('2026-10');
  });

  test('the last one that is over depends on where', () => {
    const now = new Date('2026-11-01T03:00:00Z');
    expect(lastEnded(now, 'UTC')).toBe('2026-10');
    expect(lastEnded(now, 'America/New_York')).toBe('2026-09');
  });

  test('years end with December', () => {
    expect(plusMonths('2026-12', 1)).toBe('2027-01');
    expect(plusMonths('2026-01', -1)).toBe('2025-12');
    expect(monthsBetween('2026-11', '2027-02')).toEqual(['2026-11', '2026-12', '2027-01', '2027-02']);
    expect(monthsBetween('2027-01', '2026-12')).toEqual([]);
    expect(monthName('2026-10', 'en')).toBe('October 2026');
  });
});

describe('what closing does', () => {
  const programmes = [
    { slug: 'main', name: 'Main', zone: 'UTC' },
    { slug: 'outlet', name: 'Outlet', zone: 'Europe/Berlin' },
  ];
  const now = new Date('2026-12-01T12:00:00Z');
  const closings = closingsOf(
    programmes,
    [
      period('main', '2026-09-01T00:00:00.000Z', '2026-10-01T00:00:00.000Z'),
      period('main', '2026-08-01T00:00:00.000Z', '2026-09-01T00:00:00.000Z'),
    ],
    now,
  );

  test('each storefront goes on where its last period ended', () => {
    expect(closings).toEqual([
      { slug: 'main', name: 'Main', closed: '2026-09', ended: '2026-11' },
      { slug: 'outlet', name: 'Outlet', closed: null, ended: '2026-11' },
    ]);
    expect(lastMonths(closings)).toEqual(['2026-11', '2026-10']);
    expect(lastMonths(closings.slice(1))).toEqual(['2026-11']);
  });

  test('it is said before', () => {
    const [main, outlet] = closings;
    if (!main || !outlet) throw new Error('there are two');
    expect(closingWords(main, '2026-11', 'en')).toBe('October 2026 to November 2026, 2 months');
    expect(closingWords(main, '2026-10', 'en')).toBe('October 2026');
    expect(closingWords(main, '2026-09', 'en')).toBeNull();
    expect(closingWords(outlet, '2026-11', 'en')).toBe('everything up to the end of November 2026');
  });

  test('a month that goes on somewhere cannot be chosen, and nothing where all is closed', () => {
    const night = closingsOf(
      [
        { slug: 'east', name: 'East', zone: 'Asia/Tokyo' },
        { slug: 'west', name: 'West', zone: 'America/Los_Angeles' },
      ],
      [],
      new Date('2026-12-01T01:00:00Z'),
    );
    expect(lastMonths(night)).toEqual(['2026-10']);
    const closed = [{ slug: 'main', name: 'Main', closed: '2026-11', ended: '2026-11' }];
    expect(lastMonths(closed)).toEqual([]);
  });
});
