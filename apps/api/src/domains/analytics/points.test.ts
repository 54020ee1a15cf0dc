import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseGrain, type Grain, MOST_POINTS, pointsOf } from './points.ts';
import { daysApart, QUARTER, resolveRange } from './ranges.ts';

const zones = fc.constantFrom(
  ...['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Africa/Cairo', 'Asia/Beirut'],
  ...['America/Santiago', 'America/St_Johns', 'Pacific/Apia', 'Pacific/Chatham', 'America/New_York'],
);
const grains = fc.constantFrom<Grain>('quarter', 'hour', 'day', 'week', 'month');
const now = new Date('2026-11-30T12:00Z');

const rangeOf = (zone: string, from: string, to: string) => resolveRange({ from, to }, { zone, now });
const day = (number: number) =>
  new Date(Date.UTC(2011, 0, 1) + number * 24 * 3600_000).toISOString().slice(0, 10);

describe('points', () => {
  test('follow each other from the first instant of a range to its last, by whole quarters of an hour', () => {
    fc.assert(
      fc.property(zones, fc.nat(6000), fc.nat(400), grains, (zone, first, days, wanted) => {
        const length = { quarter: 3, hour: 15, day: 390, week: 400, month: 400 }[wanted];
        const range = { from: day(first), to: day(first + (days % length)) };
        fc.pre(!(zone === 'Pacific/Apia' && range.from === '2011-12-30' && range.to === '2011-12-30'));
        const resolved = rangeOf(zone, range.from, range.to);
        const points = pointsOf(resolved, chooseGrain(wanted, resolved), zone);
        expect(points.length).toBeLessThanOrEqual(MOST_POINTS);
        expect(points[0]?.start).toEqual(resolved.start);
        expect(points.at(-1)?.end).toEqual(resolved.end);
        for (const [place, { start, end }] of points.entries()) {
          if (place > 0) expect(start).toEqual(points[place - 1]?.end);
          expect(end.getTime()).toBeGreaterThan(start.getTime());
          expect(start.getTime() % QUARTER).toBe(0);
        }
        expect(new Set(points.map(({ label }) => label)).size).toBe(points.length);
      }),
      { numRuns: 300 },
    );
  });

  test('of hours are those that clocks show, also one that comes twice', () => {
    const range = rangeOf('Europe/Berlin', '2026-10-25', '2026-10-25');
    const labels = pointsOf(range, 'hour', 'Europe/Berlin').map(({ label }) => label);
    expect(labels).toHaveLength(25);
    expect(labels.slice(1, 5)).toEqual([
      '2026-10-25T01:00+02:00',
      '2026-10-25T02:00+02:00',
      '2026-10-25T02:00+01:00',
      '2026-10-25T03:00+01:00',
    ]);
    const march = pointsOf(rangeOf('Europe/Berlin', '2026-03-29', '2026-03-29'), 'hour', 'Europe/Berlin');
    expect(march.map(({ label }) => label.slice(11, 13)).slice(0, 4)).toEqual(['00', '01', '03', '04']);
  });

  test('of hours are cut where clocks move by half an hour', () => {
    const zone = 'Australia/Lord_Howe';
    const labels = pointsOf(rangeOf(zone, '2026-04-05', '2026-04-05'), 'hour', zone).map(
      ({ label }) => label,
    );
    expect(labels.slice(0, 4)).toEqual([
      '2026-04-05T00:00+11:00',
      '2026-04-05T01:00+11:00',
      '2026-04-05T01:30+10:30',
      '2026-04-05T02:00+10:30',
    ]);
  });

  test('of weeks begin on Mondays, and those of months on the first', () => {
    const range = rangeOf('UTC', '2026-10-28', '2026-11-12');
    expect(pointsOf(range, 'week', 'UTC').map(({ label }) => label)).toEqual([
      ...['2026-10-28', '2026-11-02', '2026-11-09'],
    ]);
    expect(pointsOf(range, 'month', 'UTC').map(({ label }) => label)).toEqual(['2026-10-28', '2026-11-01']);
  });
});

describe('the grain', () => {
  test.each([
    ['2026-10-25', '2026-10-25', 'hour'],
    ['2026-10-25', '2026-10-26', 'hour'],
    ['2026-10-25', '2026-10-27', 'day'],
    ['2026-01-01', '2026-07-03', 'day'],
    ['2026-01-01', '2026-07-04', 'month'],
    ['2016-01-01', '2025-12-31', 'month'],
  ])('of %s to %s is %s', (from, to, expected) => {
    expect(chooseGrain('auto', rangeOf('UTC', from, to))).toBe(expected);
  });

  test('that makes too many points is refused by its name, with one that does not', () => {
    expect(() => chooseGrain('hour', rangeOf('UTC', '2016-01-01', '2025-12-31'))).toThrow(
      'grain: hour takes ranges of at most 16 days; take month for this one',
    );
    expect(() => chooseGrain('quarter', rangeOf('UTC', '2026-01-01', '2026-01-05'))).toThrow(/take hour/);
  });

  test('of a range of more than 30 years is refused by the field', () => {
    expect(() => chooseGrain('auto', rangeOf('UTC', '1970-01-01', '2026-12-31'))).toThrow(
      'from: must be at most 30 years before to',
    );
    expect(daysApart('2026-01-01', '2026-12-31')).toBe(364);
  });
});
