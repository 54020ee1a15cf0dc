import { Temporal } from 'temporal-polyfill';
import { badField } from '../../platform/app-error.ts';
import { daysBetween, type Span } from '../../platform/zones.ts';
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
  const days = daysBetween({ first: range.fromDate, last: range.toDate }, zone).map((day) => ({
    ...{ start: toQuarter(day.start), end: toQuarter(day.end), label: day.day },
  }));
  if (grain === 'day') return days;
  const points: Point[] = [];
  let last: string | undefined;
  for (const day of days) {
    const period = periodOf(day.label, grain);
    const point = points.at(-1);
    if (point !== undefined && period === last) point.end = day.end;
    else points.push({ ...day });
    last = period;
  }
  return points;
}

/** What days of one week, or of one month, have in common. */
function periodOf(day: string, grain: 'week' | 'month'): string {
  const date = Temporal.PlainDate.from(day);
  return grain === 'month'
    ? day.slice(0, '2026-10'.length)
    : date.subtract({ days: date.dayOfWeek - 1 }).toString();
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
