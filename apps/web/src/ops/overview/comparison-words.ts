import { formatDateRange } from '../../ui/date-range.ts';
import { formatTime } from '../../ui/format-time.ts';
import type { ComparedRange, Summary } from './figures.ts';

/** Says what figures are compared with, behind `up 12%`: `on Nov 23, 2026, up to 2:15 PM`. */
export function thanWords({ comparison, zone }: Pick<Summary, 'comparison' | 'zone'>): string {
  if (comparison === null) return '';
  const { fromDate, toDate } = comparison;
  return `on ${formatDateRange(fromDate, toDate)}${isCut(comparison) ? `, up to ${cutTime(comparison, zone)}` : ''}`;
}

/** Whether the range goes on, so that only a part of the other one is compared. */
export function isCut({ otherUntil, to }: ComparedRange): boolean {
  return otherUntil < to;
}

/** The time of the day up to which both ranges are compared. */
export function cutTime({ until }: ComparedRange, zone: string): string {
  return formatTime(until, { zone, date: null, time: 'short' });
}
