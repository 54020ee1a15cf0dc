/**
 * Buckets of time, as the hub's analytics give them. The hub has resolved range and zone: what clocks showed is in
 * `label`, so that a chart needs no calendar of zones, and is right where the browser's own is old.
 */
export interface Bucket {
  /** ISO instants; the end is not inside. */
  start: string;
  end: string;
  /** Local text: `2026-10-25`, or `2026-10-25T02:00+01:00` below a day. */
  label: string;
  /** False while more can come, as in the hour that is now. */
  isComplete: boolean;
}

export type Grain = 'quarter' | 'hour' | 'day' | 'week' | 'month';

/** Counts are numbers, money is a decimal string; null is not known, which is not zero. */
export type Value = string | number | null;

export interface Point extends Bucket {
  value: Value;
}

/** What clocks show, as numbers that only grow: days since 1970, months since year 0. */
export interface WallTime {
  /** Milliseconds, as if the clock were in UTC. */
  at: number;
  day: number;
  minute: number;
  month: number;
  /** `+01:00`; null for a whole day. */
  offset: string | null;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
const LABEL = /^(\d{4})-(\d\d)(?:-(\d\d))?(?:T(\d\d):(\d\d)(?::\d\d)?(Z|[+-]\d\d:\d\d)?)?/;

/** Reads the label of a bucket. A text that is no label is taken as an instant in UTC. */
export function readLabel(label: string): WallTime {
  const [whole, year, month, day = '01', hour, minute, offset] = LABEL.exec(label) ?? [];
  if (whole === undefined) return wallTimeAt(Date.parse(label) || 0);
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0));
  return wallTimeAt(at, hour === undefined ? null : (offset ?? null));
}

function wallTimeAt(at: number, offset: string | null = null): WallTime {
  const date = new Date(at);
  return {
    at,
    day: Math.floor(at / DAY),
    minute: date.getUTCHours() * 60 + date.getUTCMinutes(),
    month: date.getUTCFullYear() * 12 + date.getUTCMonth(),
    offset,
  };
}

/** The clock a minute earlier, for what begins with the first bucket. */
export function justBefore(time: WallTime): WallTime {
  return wallTimeAt(time.at - MINUTE, time.offset);
}

/** How many days a bucket has: 7 for a week, fewer for one that the range cuts. At least 1. */
export function daysIn({ start, end }: Pick<Bucket, 'start' | 'end'>): number {
  return Math.max(1, Math.round((Date.parse(end) - Date.parse(start)) / DAY));
}

/** The index of the last value that is known; null where none is. */
export function lastKnown(values: readonly Value[]): number | null {
  const index = values.findLastIndex((value) => value !== null);
  return index === -1 ? null : index;
}

/** For drawing only: what is read comes from the value itself. */
export function toPlot(values: readonly Value[]): (number | null)[] {
  return values.map((value) => (value === null || value === '' ? null : Number(value)));
}

/** How many buckets at the start are from before what the hub keeps. */
export function countMissing(buckets: readonly Bucket[], missingBefore: string | null): number {
  if (missingBefore === null) return 0;
  const kept = Date.parse(missingBefore);
  const first = buckets.findIndex(({ start }) => Date.parse(start) >= kept);
  return first === -1 ? buckets.length : first;
}
