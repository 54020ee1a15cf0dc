import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grain } from './bucket.ts';
import { widthOfText } from './frame.ts';
import { bucketsOf } from './series.fixture.ts';
import { MAX_TIME_TICKS, timeTicks } from './time-ticks.ts';

const widthOf = (text: string) => widthOfText(text, 1);

interface Range {
  zone?: string;
  from: string;
  until: string;
  grain: Grain;
  width?: number;
  locale?: string;
  weekStart?: number;
}

function ticksOf({ zone = 'Europe/Berlin', width = 1000, locale = 'en', weekStart = 1, ...range }: Range) {
  const buckets = bucketsOf({ zone, ...range });
  return timeTicks({ buckets, grain: range.grain, width, locale, weekStart, widthOf }).map(
    ({ index, text }) => ({ index, text: text.replaceAll('\u202F', ' '), label: buckets[index]?.label }),
  );
}

const textsOf = (range: Range) => ticksOf(range).map(({ text }) => text);

describe('ticks of time', () => {
  it('are whole hours of a day, as the reader counts them', () => {
    const day = { from: '2026-11-24', until: '2026-11-25', grain: 'hour' } as const;
    expect(textsOf(day)).toEqual(['12 AM', '3 AM', '6 AM', '9 AM', '12 PM', '3 PM', '6 PM', '9 PM']);
    expect(textsOf({ ...day, locale: 'en-GB' }).slice(0, 2)).toEqual(['00:00', '03:00']);
    expect(textsOf({ ...day, width: 300 })).toEqual(['12 AM', '6 AM', '12 PM', '6 PM']);
  });

  it('are midnights where hours are those of days', () => {
    const days = { from: '2026-11-24', until: '2026-11-27', grain: 'hour' } as const;
    expect(textsOf(days)).toEqual(['Nov 24', '12 PM', 'Nov 25', '12 PM', 'Nov 26', '12 PM']);
    expect(textsOf({ ...days, width: 250 })).toEqual(['Tue', 'Wed', 'Thu']);
  });

  it('are days of a week, and starts of weeks as the locale has them', () => {
    const week = { from: '2026-11-23', until: '2026-11-30', grain: 'day' } as const;
    expect(textsOf(week)[0]).toBe('Mon, Nov 23');
    expect(textsOf({ ...week, width: 320 })).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
    const month = { from: '2026-11-02', until: '2026-11-30', grain: 'day' } as const;
    expect(textsOf(month)).toEqual(['Nov 2', 'Nov 9', 'Nov 16', 'Nov 23']);
    expect(textsOf({ ...month, weekStart: 7 })).toEqual(['Nov 8', 'Nov 15', 'Nov 22', 'Nov 29']);
    expect(textsOf({ ...month, weekStart: 6 })).toEqual(['Nov 7', 'Nov 14', 'Nov 21', 'Nov 28']);
  });

  it('are starts of months, and say the year where there are two', () => {
    const months = { from: '2026-09-01', until: '2026-12-01', grain: 'day', width: 300 } as const;
    expect(textsOf(months)).toEqual(['Sep', 'Oct', 'Nov']);
    expect(textsOf({ from: '2025-10-01', until: '2026-03-01', grain: 'day', width: 500 })).toEqual([
      'Oct',
      'Nov',
      'Dec',
      'Jan 2026',
      'Feb',
    ]);
    expect(textsOf({ from: '2017-01-01', until: '2027-01-01', grain: 'month' })).toEqual([
      '2018',
      '2020',
      '2022',
      '2024',
      '2026',
    ]);
  });

  it('of the day with two hours from 02:00 stand on the right buckets', () => {
    const ticks = ticksOf({ from: '2026-10-25', until: '2026-10-26', grain: 'hour' });
    expect(ticks.map(({ index }) => index)).toEqual([0, 4, 7, 10, 13, 16, 19, 22]);
    expect(ticks[1]?.label).toBe('2026-10-25T03:00+01:00');
  });

  it('of the day without an hour from 02:00 stand on the right buckets', () => {
    const ticks = ticksOf({ from: '2026-03-29', until: '2026-03-30', grain: 'hour' });
    expect(ticks.map(({ index }) => index)).toEqual([0, 2, 5, 8, 11, 14, 17, 20]);
  });

  it.each([
    ['begins at 01:00', 'America/Santiago', '2026-09-05', '2026-09-08'],
    ['begins at 01:00', 'Africa/Cairo', '2026-04-23', '2026-04-26'],
    ['does not exist', 'Pacific/Apia', '2011-12-29', '2012-01-01'],
  ])('are one for each day where a day %s (%s)', (_, zone, from, until) => {
    const labels = ticksOf({ zone, from, until, grain: 'hour', width: 170 }).map(({ label }) => label);
    const days = new Set(
      bucketsOf({ zone, from, until, grain: 'hour' }).map(({ label }) => label.slice(0, 10)),
    );
    expect(labels.map((label) => label?.slice(0, 10))).toEqual([...days]);
  });

  it('are none for nothing, and one for one bucket', () => {
    expect(textsOf({ from: '2026-11-24', until: '2026-11-24', grain: 'day' })).toEqual([]);
    expect(textsOf({ from: '2026-11-24', until: '2026-11-25', grain: 'day' })).toEqual(['Nov 24']);
  });

  it('are at most eight, in order, apart, and more than one where there is room', () => {
    const zones = ['Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Los_Angeles', 'UTC'];
    const request = fc.record({
      zone: fc.constantFrom(...zones),
      grain: fc.constantFrom<Grain>('quarter', 'hour', 'day', 'week', 'month'),
      start: fc.integer({ min: 0, max: 4000 }),
      count: fc.integer({ min: 1, max: 130 }),
      width: fc.integer({ min: 60, max: 1600 }),
      locale: fc.constantFrom('en', 'de', 'ar-EG', 'ja', 'fr'),
      weekStart: fc.constantFrom(1, 6, 7),
    });
    fc.assert(
      fc.property(request, ({ zone, grain, start, count, width, locale, weekStart }) => {
        const days = {
          quarter: Math.min(count, 2),
          hour: Math.min(count, 8),
          day: count,
          week: count * 7,
          month: count * 30,
        };
        const dateOf = (day: number) =>
          new Date(day * 86_400_000 + Date.UTC(2018, 0, 1)).toISOString().slice(0, 10);
        const buckets = bucketsOf({ zone, grain, from: dateOf(start), until: dateOf(start + days[grain]) });
        const ticks = timeTicks({ buckets, grain, width, locale, weekStart, widthOf });
        expect(ticks.length).toBeGreaterThanOrEqual(1);
        expect(ticks.length).toBeLessThanOrEqual(MAX_TIME_TICKS);
        if (width > 400 && buckets.length > 1) expect(ticks.length).toBeGreaterThan(1);
        const band = width / buckets.length;
        for (const [place, tick] of ticks.entries()) {
          expect(buckets[tick.index]).toBeDefined();
          const next = ticks[place + 1];
          if (next === undefined) continue;
          const room = (next.index - tick.index) * band;
          expect(room).toBeGreaterThan((widthOf(tick.text) + widthOf(next.text)) / 2);
        }
      }),
      { numRuns: 150 },
    );
  });
});
