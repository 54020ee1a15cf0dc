import { Temporal } from 'temporal-polyfill';
import { badField } from '../../platform/app-error.ts';
import { type Span, startOfDay } from '../../platform/zones.ts';
import { type DayRange, daysApart, QUARTER, toQuarter } from './ranges.ts';

/**
 * The points of a series: they follow each other without a gap, the first one begins with the range and the last one ends
 * with it. A point is known by its first instant, because the same local hour comes twice when clocks go back.
 */

export type Grain = 'quarter' | 'hour' | 'day' | 'week' | 'month';

export interface Point extends Span {
  /** What clocks and calendars show: `2026-10-25`, `2026-10-25T02:00+01:00`. */
  label: string;
}

/** More than fit on a screen. */
export const MOST_POINTS = 400;

/** About how many points a day makes; of quarters and hours it is at most one hour more. */
const POINTS_PER_DAY: Record<Grain, number> = { quarter: 100, hour: 25, day: 1, week: 1 / 7, month: 1 / 28 };

/** The longest ranges in days for which each grain reads well: Umami's thresholds, and months above. */
const AUTOMATIC: readonly [grain: Grain, days: number][] = [
  ['hour', 2],
  ['day', 184],
];

/** Returns the grain of a range. Throws `bad_request` for one that would make too many points, and too long a range. */
export function chooseGrain(wanted: Grain | 'auto', { fromDate, toDate }: DayRange): Grain {
  const days = daysApart(fromDate, toDate) + 1;
  const fits = (grain: Grain) => Math.ceil(days * POINTS_PER_DAY[grain]) <= MOST_POINTS;
  if (!fits('month')) {
    throw badField('from', `must be at most ${Math.floor((MOST_POINTS * 28) / 365)} years before to`);
  }
  if (wanted === 'auto') return AUTOMATIC.find(([, longest]) => days <= longest)?.[0] ?? 'month';
  if (fits(wanted)) return wanted;
  const coarser = (['hour', 'day', 'week', 'month'] as const).find(fits);
  const most = Math.floor(MOST_POINTS / POINTS_PER_DAY[wanted]);
  throw badField('grain', `${wanted} takes ranges of at most ${most} days; take ${coarser} for this one`);
}

/** Returns a range's points. */
export function pointsOf(range: DayRange, grain: Grain, zone: string): Point[] {
  if (grain === 'quarter' || grain === 'hour') return clockPoints(range, grain, zone);
  const points: Point[] = [];
  const last = Temporal.PlainDate.from(range.toDate);
  let date = Temporal.PlainDate.from(range.fromDate);
  let start = range.start;
  while (Temporal.PlainDate.compare(date, last) <= 0) {
    const next = nextOf(date, grain);
    const isLast = Temporal.PlainDate.compare(next, last) > 0;
    const end = isLast ? range.end : toQuarter(startOfDay(next.toString(), zone));
    // A day that never was has no time.
    if (end > start) points.push({ start, end, label: date.toString() });
    start = end;
    date = next;
  }
  return points;
}

/** The first day of the next point: of weeks a Monday, of months the first. */
function nextOf(date: Temporal.PlainDate, grain: 'day' | 'week' | 'month'): Temporal.PlainDate {
  switch (grain) {
    case 'day':
      return date.add({ days: 1 });
    case 'week':
      return date.add({ days: 8 - date.dayOfWeek });
    case 'month':
      return date.with({ day: 1 }).add({ months: 1 });
  }
}

/** An hour begins where the minutes are zero, and where clocks are changed: by half an hour, in Lord Howe. */
function clockPoints({ start, end }: DayRange, grain: 'quarter' | 'hour', zone: string): Point[] {
  const points: Point[] = [];
  let offset: string | undefined;
  for (let at = start.getTime(); at < end.getTime(); at += QUARTER) {
    const clock = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
    const point = points.at(-1);
    if (
      point === undefined ||
      grain === 'quarter' ||
      clock.minute < QUARTER / 60_000 ||
      clock.offset !== offset
    ) {
      const label = `${clock.toPlainDateTime().toString({ smallestUnit: 'minute' })}${clock.offset.slice(0, 6)}`;
      points.push({ start: new Date(at), end: new Date(at + QUARTER), label });
    } else point.end = new Date(at + QUARTER);
    offset = clock.offset;
  }
  return points;
}
