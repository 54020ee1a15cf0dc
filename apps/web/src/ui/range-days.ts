import type { DateRange, LocalDate } from './date-range.ts';
import { instantOf, wallTimeOf } from './zoned-time.ts';

/** Days, both included, and the instants at which they begin and end: `[start, end)`. */
export interface RangeDays {
  fromDate: LocalDate;
  toDate: LocalDate;
  start: Date;
  end: Date;
}

/**
 * Resolves a range in a zone, by the rules of the hub's figures: `7d` is today and the six days before. For lists, whose
 * filters are instants. A day begins when clocks of the zone first show it, which is not midnight everywhere.
 */
export function daysOfRange(range: DateRange, now: Date, zone: string): RangeDays {
  const { from, to } = 'preset' in range ? presetDays(range.preset, wallTimeOf(now, zone)) : range;
  return {
    fromDate: from,
    toDate: to,
    start: instantOf(`${from}T00:00`, zone),
    end: instantOf(`${addDays(to, 1)}T00:00`, zone),
  };
}

function presetDays(
  preset: Extract<DateRange, { preset: unknown }>['preset'],
  wallTime: string,
): { from: LocalDate; to: LocalDate } {
  const today = wallTime.slice(0, 10);
  const firstOfMonth = `${today.slice(0, 8)}01`;
  switch (preset) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case '7d':
      return { from: addDays(today, -6), to: today };
    case '28d':
      return { from: addDays(today, -27), to: today };
    case '90d':
      return { from: addDays(today, -89), to: today };
    case 'thisMonth':
      return { from: firstOfMonth, to: today };
    case 'lastMonth': {
      const last = addDays(firstOfMonth, -1);
      return { from: `${last.slice(0, 8)}01`, to: last };
    }
    case 'thisYear':
      return { from: `${today.slice(0, 5)}01-01`, to: today };
  }
}

/** The day so many days later in the calendar, which has no zone. */
function addDays(date: LocalDate, days: number): LocalDate {
  const day = new Date(`${date}T00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}
