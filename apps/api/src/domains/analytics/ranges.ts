import { Temporal } from 'temporal-polyfill';
import { badField } from '../../platform/app-error.ts';
import { addDays, dayOf, type Span, spanOfDay, startOfDay } from '../../platform/zones.ts';

/**
 * Ranges of days in a time zone, and what they are compared with. All of it is pure. Figures are kept by quarters of an
 * hour, so every instant here is cut to one: that changes nothing but in zones of the past, whose offset had odd minutes.
 */

export const QUARTER = 15 * 60 * 1000;

export type RangePreset =
  | 'today'
  | 'yesterday'
  | '7d'
  | '28d'
  | '90d'
  | 'thisMonth'
  | 'lastMonth'
  | 'thisYear';
export type ComparisonKind = 'previous' | 'weekday' | 'year';

/** What a caller says of a range. */
export interface RangeInput {
  preset?: RangePreset | undefined;
  from?: string | undefined;
  to?: string | undefined;
  compare?: ComparisonKind | 'none' | undefined;
}

/** Days of a zone, and their time. */
export interface DayRange extends Span {
  fromDate: string;
  toDate: string;
}

/** A range that another one is compared with, and how far both are compared. */
export interface Comparison extends DayRange {
  kind: ComparisonKind;
  until: Date;
  otherUntil: Date;
}

/** The instant at or before, at which figures can be cut. */
export const toQuarter = (instant: Date) => new Date(Math.floor(instant.getTime() / QUARTER) * QUARTER);

/** Returns a range's days. Throws `bad_request` for half a range, a preset beside days, and days that end too early. */
export function resolveRange(
  { preset, from, to }: RangeInput,
  { zone, now }: { zone: string; now: Date },
): DayRange {
  if (from === undefined && to === undefined) return rangeOf(daysOf(preset ?? '28d', dayOf(now, zone)), zone);
  if (preset !== undefined) throw badField('preset', 'must not be given together with from and to');
  if (from === undefined) throw badField('from', 'is missing: a range has a first and a last day');
  if (to === undefined) throw badField('to', 'is missing: a range has a first and a last day');
  if (to < from) throw badField('to', 'must not be before from');
  const range = rangeOf({ fromDate: from, toDate: to }, zone);
  // 30 December 2011 in Apia, which never was.
  if (range.end <= range.start) throw badField('to', `there was no such day in ${zone}`);
  return range;
}

function rangeOf({ fromDate, toDate }: { fromDate: string; toDate: string }, zone: string): DayRange {
  return {
    ...{ fromDate, toDate },
    start: toQuarter(startOfDay(fromDate, zone)),
    end: toQuarter(spanOfDay(toDate, zone).end),
  };
}

function daysOf(preset: RangePreset, today: string): { fromDate: string; toDate: string } {
  const date = Temporal.PlainDate.from(today);
  const lastDays = (days: number) => ({ fromDate: addDays(today, 1 - days), toDate: today });
  switch (preset) {
    case 'today':
      return lastDays(1);
    case 'yesterday':
      return { fromDate: addDays(today, -1), toDate: addDays(today, -1) };
    case '7d':
      return lastDays(7);
    case '28d':
      return lastDays(28);
    case '90d':
      return lastDays(90);
    case 'thisMonth':
      return { fromDate: date.with({ day: 1 }).toString(), toDate: today };
    case 'lastMonth': {
      const first = date.with({ day: 1 }).subtract({ months: 1 });
      return { fromDate: first.toString(), toDate: lastOfMonth(first).toString() };
    }
    case 'thisYear':
      return { fromDate: date.with({ month: 1, day: 1 }).toString(), toDate: today };
  }
}

const lastOfMonth = (date: Temporal.PlainDate) => date.with({ day: date.daysInMonth });

/**
 * Returns what a range is compared with; null for nothing. A range that is not over is compared up to its last full
 * quarter of an hour, and the other one up to the same time after the beginning of the day in the same place.
 */
export function comparisonOf(
  range: DayRange,
  input: RangeInput,
  { zone, now }: { zone: string; now: Date },
): Comparison | null {
  const kind = input.compare ?? (input.preset === 'today' ? 'weekday' : 'previous');
  if (kind === 'none') return null;
  const other = rangeOf(otherDays(range, input.preset, kind), zone);
  if (now >= range.end) return { ...other, kind, until: range.end, otherUntil: other.end };
  if (now < range.start) return { ...other, kind, until: range.start, otherUntil: other.start };
  const until = toQuarter(now);
  const today = dayOf(until, zone);
  const place = daysApart(range.fromDate, today);
  const day = addDays(other.fromDate, Math.min(place, daysApart(other.fromDate, other.toDate)));
  const sameDay = spanOfDay(day, zone);
  const elapsed = until.getTime() - startOfDay(today, zone).getTime();
  const otherUntil = toQuarter(new Date(Math.min(sameDay.start.getTime() + elapsed, sameDay.end.getTime())));
  return { ...other, kind, until, otherUntil };
}

function otherDays(
  { fromDate, toDate }: DayRange,
  preset: RangePreset | undefined,
  kind: ComparisonKind,
): { fromDate: string; toDate: string } {
  const days = daysApart(fromDate, toDate) + 1;
  const back = (amount: Temporal.DurationLike) => ({
    fromDate: Temporal.PlainDate.from(fromDate).subtract(amount).toString(),
    toDate: Temporal.PlainDate.from(toDate).subtract(amount).toString(),
  });
  if (kind === 'year') return back({ years: 1 });
  if (kind === 'weekday') return back({ days: Math.ceil(days / 7) * 7 });
  if (preset === 'thisYear') return back({ years: 1 });
  if (preset === 'thisMonth') return back({ months: 1 });
  if (preset === 'lastMonth') {
    const first = Temporal.PlainDate.from(fromDate).subtract({ months: 1 });
    return { fromDate: first.toString(), toDate: lastOfMonth(first).toString() };
  }
  return back({ days });
}

/** How many days later the second one is. */
export function daysApart(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;
}

/** Returns the change from one value to another as a ratio; null when there is nothing to compare with. */
export function changeOf(value: number | bigint, comparison: number | bigint): number | null {
  if (Number(comparison) === 0) return null;
  return (Number(value) - Number(comparison)) / Math.abs(Number(comparison));
}
