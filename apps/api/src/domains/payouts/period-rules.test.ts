import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spanOfMonth } from '../../platform/zones.ts';
import { lastEnded, monthFrom, monthsThrough } from './period-rules.ts';

const at = (text: string) => new Date(text);
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Pacific/Kiritimati',
  'Pacific/Niue',
  'Asia/Kathmandu',
  'Asia/Beirut',
];

test('months of a zone follow each other, with the hour that clocks take or give', () => {
  const months = monthsThrough(at('2026-01-31T23:00:00.000Z'), '2026-04', 'Europe/Berlin');
  expect(months).toEqual([
    { month: '2026-02', start: at('2026-01-31T23:00:00.000Z'), end: at('2026-02-28T23:00:00.000Z') },
    { month: '2026-03', start: at('2026-02-28T23:00:00.000Z'), end: at('2026-03-31T22:00:00.000Z') },
    { month: '2026-04', start: at('2026-03-31T22:00:00.000Z'), end: at('2026-04-30T22:00:00.000Z') },
  ]);
  expect(monthsThrough(at('2026-03-31T22:00:00.000Z'), '2026-03', 'Europe/Berlin')).toEqual([]);
});

describe('the last month that has ended', () => {
  test.each([
    ['2026-03-01T00:00:00.000Z', 'UTC', '2026-02'],
    ['2026-02-28T23:59:59.999Z', 'UTC', '2026-01'],
    ['2026-02-28T23:00:00.000Z', 'Europe/Berlin', '2026-02'],
    ['2026-03-01T04:59:59.999Z', 'America/New_York', '2026-01'],
    ['2026-03-01T05:00:00.000Z', 'America/New_York', '2026-02'],
  ])('%s in %s is %s', (now, zone, month) => {
    expect(lastEnded(at(now), zone)).toBe(month);
  });
});

test('after a change of the zone no month is closed twice, and none is left out', () => {
  const zone = fc.constantFrom(...ZONES);
  fc.assert(
    fc.property(
      zone,
      zone,
      fc.integer({ min: 2000, max: 2060 }),
      fc.integer({ min: 1, max: 12 }),
      (before, after, year, number) => {
        const month = `${year}-${String(number).padStart(2, '0')}`;
        const { end } = spanOfMonth(month, before);
        const next = monthFrom(end, after);
        const following = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
        expect(next.month).toBe(following);
        expect(next.start).toEqual(end);
        expect(next.end).toEqual(spanOfMonth(following, after).end);
      },
    ),
  );
});
