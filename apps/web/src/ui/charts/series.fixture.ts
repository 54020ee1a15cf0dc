import { instantOf, offsetOf, wallTimeOf } from '../zoned-time.ts';
import type { Bucket, Grain, Point, Value } from './bucket.ts';
import type { TimeSeries } from './time-series.ts';

const STEPS = { quarter: 900_000, hour: 3_600_000 };

interface Range {
  zone: string;
  /** Local dates; the last is not inside. */
  from: string;
  until: string;
  grain: Grain;
}

/** Buckets as the hub cuts them: steps of time below a day, calendar steps from a day on. */
export function bucketsOf({ zone, from, until, grain }: Range): Bucket[] {
  const startOf = (date: string) => instantOf(`${date}T00:00`, zone).getTime();
  const end = startOf(until);
  if (grain === 'quarter' || grain === 'hour') {
    const step = STEPS[grain];
    const count = Math.ceil((end - startOf(from)) / step);
    return Array.from({ length: count }, (_, index) => {
      const start = startOf(from) + index * step;
      return bucket(start, start + step, timeLabel(start, zone));
    });
  }
  const dates: string[] = [];
  for (let date = from; date < until; date = nextDate(date, grain)) dates.push(date);
  return dates.map((date, index) => bucket(startOf(date), startOf(dates[index + 1] ?? until), date));
}

function bucket(start: number, end: number, label: string): Bucket {
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString(), label, isComplete: true };
}

function timeLabel(start: number, zone: string): string {
  const at = new Date(start);
  return `${wallTimeOf(at, zone).slice(0, 16)}${offsetOf(at, zone)}`;
}

function nextDate(date: string, grain: 'day' | 'week' | 'month'): string {
  const at = new Date(`${date}T00:00Z`);
  if (grain === 'month') at.setUTCMonth(at.getUTCMonth() + 1);
  else at.setUTCDate(at.getUTCDate() + (grain === 'week' ? 7 : 1));
  return at.toISOString().slice(0, 10);
}

/** A series over buckets. The last of `open` buckets can still grow. */
export function seriesOf(
  range: Range,
  valueAt: (index: number) => Value,
  extra: Partial<TimeSeries> & { open?: number } = {},
): TimeSeries {
  const { open = 0, ...rest } = extra;
  const buckets = bucketsOf(range);
  const points = buckets.map(
    (one, index): Point => ({ ...one, value: valueAt(index), isComplete: index < buckets.length - open }),
  );
  return {
    grain: range.grain,
    fromDate: range.from,
    toDate: new Date(Date.parse(`${range.until}T00:00Z`) - 86_400_000).toISOString().slice(0, 10),
    missingBefore: null,
    points,
    total: points.reduce((sum, { value }) => sum + Number(value ?? 0), 0),
    comparison: null,
    ...rest,
  };
}
