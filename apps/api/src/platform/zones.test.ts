import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  dayOf,
  daysBetween,
  hourOfDay,
  monthOf,
  spanOfDay,
  spanOfMonth,
  startOfDay,
} from './zones.ts';

const minutesOf = ({ start, end }: { start: Date; end: Date }) => (end.getTime() - start.getTime()) / 60_000;
const at = (text: string) => new Date(text);

/** Each with something that others do not have. */
const ZONES = [
  'UTC',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Africa/Johannesburg',
  'America/Caracas',
  'America/Havana',
  'America/Los_Angeles',
  'America/New_York',
  'America/Nuuk',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Antarctica/Troll',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Pyongyang',
  'Asia/Tehran',
  'Asia/Tokyo',
  'Australia/Eucla',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/Dublin',
  'Europe/London',
  'Pacific/Apia',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
] as const;

describe('a local day', () => {
  test.each([
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00Z', 1380],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00Z', 1500],
    ['2026-06-01', 'Europe/Berlin', '2026-05-31T22:00Z', 1440],
    ['2026-04-05', 'Australia/Lord_Howe', '2026-04-04T13:00Z', 1470],
    ['2026-10-04', 'Australia/Lord_Howe', '2026-10-03T13:30Z', 1410],
    ['2026-11-30', 'Asia/Kathmandu', '2026-11-29T18:15Z', 1440],
    ['2026-11-30', 'Australia/Eucla', '2026-11-29T15:15Z', 1440],
    ['2026-03-08', 'America/St_Johns', '2026-03-08T03:30Z', 1380],
    // There is no midnight: the day begins at 01:00.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00Z', 1380],
    ['2026-03-29', 'Asia/Beirut', '2026-03-28T22:00Z', 1380],
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00Z', 1380],
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00Z', 1380],
    // Midnight comes twice, and the first one counts.
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00Z', 1500],
    // Clocks went from 23:30 of the day before to 00:30.
    ['1919-03-31', 'America/Toronto', '1919-03-31T04:30Z', 1410],
    // Samoa went over the date line, and has no 30 December 2011.
    ['2011-12-29', 'Pacific/Apia', '2011-12-29T10:00Z', 1440],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00Z', 0],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00Z', 1440],
    // Kwajalein had done the same.
    ['1993-08-21', 'Pacific/Kwajalein', '1993-08-21T12:00Z', 0],
  ])('%s in %s begins at %s and has %i minutes', (day, zone, start, minutes) => {
    const span = spanOfDay(day, zone);
    expect(span.start).toEqual(at(start));
    expect(startOfDay(day, zone)).toEqual(at(start));
    expect(minutesOf(span)).toBe(minutes);
  });

  test('is left out of a range where it never was', () => {
    const days = daysBetween({ first: '2011-12-28', last: '2012-01-02' }, 'Pacific/Apia');
    expect(days.map(({ day }) => day.slice(5))).toEqual(['12-28', '12-29', '12-31', '01-01', '01-02']);
    expect(daysBetween({ first: '2011-12-30', last: '2011-12-30' }, 'Pacific/Apia')).toEqual([]);
    expect(daysBetween({ first: '2026-02-02', last: '2026-02-01' }, 'UTC')).toEqual([]);
  });

  test('that has begun does not end again, although clocks go back over midnight', () => {
    // In St. John's, 00:01 became 23:01 of the day before.
    expect(startOfDay('2006-10-29', 'America/St_Johns')).toEqual(at('2006-10-29T02:30Z'));
    const days = [at('2006-10-29T02:30Z'), at('2006-10-29T02:45Z'), at('2006-10-29T03:30Z')];
    expect(days.map((instant) => dayOf(instant, 'America/St_Johns'))).toEqual(Array(3).fill('2006-10-29'));
  });

  test.each(['2026-2-1', '2026-02-30', '2026-13-01', 'today', '2026-02-01T00:00', '', '20260201'])(
    '%j is none',
    (day) => {
      expect(() => startOfDay(day, 'UTC')).toThrow(RangeError);
      expect(() => spanOfDay(day, 'UTC')).toThrow(RangeError);
      expect(() => daysBetween({ first: '2026-01-01', last: day }, 'UTC')).toThrow(RangeError);
    },
  );

  test('is not of the machine: the same in any zone that the process runs in', () => {
    const before = process.env.TZ;
    try {
      for (const zone of ['Pacific/Kiritimati', 'America/Los_Angeles']) {
        process.env.TZ = zone;
        expect(dayOf(at('2026-03-29T00:30Z'), 'Europe/Berlin')).toBe('2026-03-29');
        expect(startOfDay('2026-03-30', 'Europe/Berlin')).toEqual(at('2026-03-29T22:00Z'));
      }
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });
});

describe('an hour of a day', () => {
  test.each([
    ['2026-03-29', 2, 'Europe/Berlin', '2026-03-29T01:00Z'],
    ['2026-10-25', 2, 'Europe/Berlin', '2026-10-25T00:00Z'],
    ['2026-10-25', 3, 'Europe/Berlin', '2026-10-25T02:00Z'],
    ['2026-03-29', 0, 'Asia/Beirut', '2026-03-28T22:00Z'],
  ])('%s at %i in %s is %s', (day, hour, zone, instant) => {
    expect(hourOfDay(day, hour, zone)).toEqual(at(instant));
  });
});

describe('a local month', () => {
  test.each([
    ['2026-03', 'Europe/Berlin', '2026-02-28T23:00Z', '2026-03-31T22:00Z'],
    ['2026-10', 'America/Los_Angeles', '2026-10-01T07:00Z', '2026-11-01T07:00Z'],
    ['2026-12', 'Pacific/Kiritimati', '2026-11-30T10:00Z', '2026-12-31T10:00Z'],
    ['2011-12', 'Pacific/Apia', '2011-12-01T10:00Z', '2011-12-31T10:00Z'],
  ])('%s in %s goes from %s to %s', (month, zone, start, end) => {
    const span = spanOfMonth(month, zone);
    expect(span).toEqual({ start: at(start), end: at(end) });
    expect(monthOf(span.start, zone)).toBe(month);
    expect(monthOf(new Date(span.end.getTime() - 1), zone)).toBe(month);
    expect(monthOf(span.end, zone)).not.toBe(month);
  });

  test.each(['2026-13', '2026', 'March'])('%j is none', (month) => {
    expect(() => spanOfMonth(month, 'UTC')).toThrow(RangeError);
  });
});

test.each([
  ['2026-01-31T10:00Z', 1, 'UTC', '2026-02-28T10:00Z'],
  ['2024-01-31T10:00Z', 1, 'UTC', '2024-02-29T10:00Z'],
  ['2026-01-31T10:00Z', 12, 'UTC', '2027-01-31T10:00Z'],
  // The clocks have gone on by an hour in between.
  ['2026-03-15T10:00Z', 1, 'Europe/Berlin', '2026-04-15T09:00Z'],
  // On 8 March, clocks of New York skip 02:30.
  ['2026-02-08T07:30Z', 1, 'America/New_York', '2026-03-08T07:30Z'],
  ['2026-03-01T04:30Z', 1, 'America/New_York', '2026-03-29T03:30Z'],
])('%s and %i months in %s is %s', (instant, months, zone, later) => {
  expect(addMonths(at(instant), months, zone)).toEqual(at(later));
});

describe('in every zone', () => {
  const zone = fc.constantFrom(...ZONES);
  const instant = fc.date({
    min: at('1990-01-01T00:00Z'),
    max: at('2037-12-31T00:00Z'),
    noInvalidDate: true,
  });
  const day = instant.map((date) => date.toISOString().slice(0, 10));
  const runs = { numRuns: 1_000 };

  test('an instant is in the one day that dayOf names', () => {
    fc.assert(
      fc.property(instant, zone, (date, where) => {
        const { start, end } = spanOfDay(dayOf(date, where), where);
        expect(start <= date && date < end).toBe(true);
      }),
      runs,
    );
  });

  test('a day that was begins with its own first instant, and the one before is of another', () => {
    fc.assert(
      fc.property(day, zone, (one, where) => {
        const { start, end } = spanOfDay(one, where);
        fc.pre(start < end);
        expect(dayOf(start, where)).toBe(one);
        expect(dayOf(new Date(end.getTime() - 1), where)).toBe(one);
        expect(dayOf(new Date(start.getTime() - 1), where) < one).toBe(true);
        expect(dayOf(end, where) > one).toBe(true);
      }),
      runs,
    );
  });

  test('the days of a range follow each other without gap or overlap', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 40 }), zone, (first, more, where) => {
        const last = addDays(first, more);
        const days = daysBetween({ first, last }, where);
        for (const [place, { end }] of days.slice(0, -1).entries()) {
          expect(days[place + 1]?.start).toEqual(end);
        }
        expect(days.reduce((sum, one) => sum + minutesOf(one), 0)).toBe(
          minutesOf({ start: startOfDay(first, where), end: startOfDay(addDays(last, 1), where) }),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('a month is its days', () => {
    fc.assert(
      fc.property(instant, zone, (date, where) => {
        const month = monthOf(date, where);
        const { start, end } = spanOfMonth(month, where);
        expect(start <= date && date < end).toBe(true);
        expect(dayOf(start, where).slice(0, 7)).toBe(month);
        expect(dayOf(new Date(end.getTime() - 1), where).slice(0, 7)).toBe(month);
      }),
      runs,
    );
  });

  test('a full hour of a day is on that day, or follows what clocks left out', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 23 }), zone, (one, hour, where) => {
        const { start, end } = spanOfDay(one, where);
        const time = hourOfDay(one, hour, where);
        fc.pre(start < end);
        expect(start <= time && time < end).toBe(true);
      }),
      runs,
    );
  });
});
