import { describe, expect, it } from 'vitest';
import type { Grain } from './bucket.ts';
import { firstWeekday, hasTwoOffsets, nameBucket, nameRange } from './bucket-names.ts';
import { bucketsOf } from './series.fixture.ts';

function namesOf(zone: string, from: string, until: string, grain: Grain, locale = 'en-GB') {
  const buckets = bucketsOf({ zone, from, until, grain });
  const withOffset = hasTwoOffsets(buckets);
  return buckets.map((bucket) => nameBucket(bucket, { grain, locale, withOffset }));
}

describe('the name of a bucket', () => {
  it('keeps the two hours from 02:00 apart', () => {
    const names = namesOf('Europe/Berlin', '2026-10-25', '2026-10-26', 'hour');
    expect(names).toHaveLength(25);
    expect(new Set(names).size).toBe(25);
    expect(names.slice(2, 4)).toEqual(['Sun 25 Oct, 02:00 (UTC+02:00)', 'Sun 25 Oct, 02:00 (UTC+01:00)']);
  });

  it.each([
    ['Europe/Berlin', '2026-03-29', '2026-03-30', 23],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-06', 25],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-05', 24],
    ['America/Santiago', '2026-09-06', '2026-09-07', 23],
  ])('is another for each hour in %s on %s', (zone, from, until, count) => {
    const names = namesOf(zone, from, until, 'hour');
    expect(names).toHaveLength(count);
    expect(new Set(names).size).toBe(count);
  });

  it('has no offset where clocks do not change', () => {
    expect(namesOf('Asia/Kathmandu', '2026-11-24', '2026-11-25', 'hour')[1]).toBe('Tue 24 Nov, 01:00');
  });

  it('is the day, the days of a week, the month, in the reader’s language', () => {
    expect(namesOf('Asia/Tokyo', '2026-11-24', '2026-11-25', 'day', 'en')).toEqual(['Tue, Nov 24, 2026']);
    expect(namesOf('Asia/Tokyo', '2026-11-24', '2026-11-25', 'day', 'de')).toEqual(['Di., 24. Nov. 2026']);
    const weeks = namesOf('Asia/Tokyo', '2026-10-05', '2026-10-16', 'week', 'en');
    expect(weeks.map((name) => name.replaceAll('\u2009', ' '))).toEqual([
      'Oct 5 – 11, 2026',
      'Oct 12 – 15, 2026',
    ]);
    expect(namesOf('Asia/Tokyo', '2024-02-01', '2024-04-01', 'month', 'en')).toEqual([
      'February 2024',
      'March 2024',
    ]);
    const part = namesOf('Asia/Tokyo', '2024-02-01', '2024-02-20', 'month', 'en');
    expect(part.map((name) => name.replaceAll('\u2009', ' '))).toEqual(['Feb 1 – 19, 2024']);
  });
});

it('nameRange writes both ends, and one day once', () => {
  expect(nameRange('2026-10-05', '2026-11-01', 'en').replaceAll('\u2009', ' ')).toBe('Oct 5 – Nov 1, 2026');
  expect(nameRange('2026-10-05', '2026-10-05', 'en')).toBe('Oct 5, 2026');
});

it('firstWeekday is that of the place', () => {
  expect(['en-US', 'de-DE', 'ar-EG'].map(firstWeekday)).toEqual([7, 1, 6]);
});
