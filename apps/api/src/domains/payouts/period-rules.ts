import { monthOf, type Span, spanOfMonth } from '../../platform/zones.ts';

const DAY = 86_400_000;

/** A month to close, with its time: the first one after a change of the zone is longer or shorter by the difference. */
export interface Month extends Span {
  month: string;
}

/**
 * Returns the month whose period begins at an instant, at which a month began in some zone. No two zones are two days apart,
 * so that after a change of the zone no month is closed twice, and none is left out.
 */
export function monthFrom(start: Date, zone: string): Month {
  const month = monthOf(new Date(start.getTime() + 2 * DAY), zone);
  return { month, start, end: spanOfMonth(month, zone).end };
}

/** Returns the months from a start to a last one, both included; none when that is before. */
export function monthsThrough(start: Date, last: string, zone: string): Month[] {
  const months: Month[] = [];
  for (let next = monthFrom(start, zone); next.month <= last; next = monthFrom(next.end, zone))
    months.push(next);
  return months;
}

/** Returns the last month that has ended. */
export function lastEnded(now: Date, zone: string): string {
  const { start } = spanOfMonth(monthOf(now, zone), zone);
  return monthOf(new Date(start.getTime() - 1), zone);
}
