import { Temporal } from 'temporal-polyfill';

/**
 * Local days and months as spans of instants. A day has 23, 24 or 25 hours, or 23.5 where clocks move by half of one; it
 * begins at 01:00 where there is no midnight (Beirut in March); and one that a zone left out (30 December 2011 in Apia)
 * has no time at all. Zones are IANA names (`canonicalTimeZone`), days `YYYY-MM-DD`, months `YYYY-MM`. All of it is pure:
 * the same arguments have the same answer in every process, whatever the machine's own zone.
 *
 * Days tile time: each instant is in one day, and the days follow each other. That is also so in an hour that is repeated
 * over midnight (St. John's until 2011, 00:01 back to 23:01): the day that has begun does not end again, although clocks
 * show the date before.
 */

/** A stretch of time: its first instant, and the first one after it. */
export interface Span {
  start: Date;
  end: Date;
}

/** A local day with its time. */
export interface Day extends Span {
  day: string;
}

/** Returns the local day that an instant is in. */
export function dayOf(instant: Date, zone: string): string {
  let day = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  for (;;) {
    const next = day.add({ days: 1 });
    if (midnight(next, zone) > instant.getTime()) return day.toString();
    day = next;
  }
}

/** Returns the first instant of a local day; of a day that never was, that of the next one. Throws `RangeError`. */
export function startOfDay(day: string, zone: string): Date {
  return new Date(midnight(readDay(day), zone));
}

/** Returns a local day's time. Throws `RangeError` for what is no date. */
export function spanOfDay(day: string, zone: string): Span {
  const date = readDay(day);
  return { start: new Date(midnight(date, zone)), end: new Date(midnight(date.add({ days: 1 }), zone)) };
}

/** Returns the instant of a full hour of a local day: of one that is left out, when clocks go on; of two, the first. */
export function hourOfDay(day: string, hour: number, zone: string): Date {
  const plainTime = new Temporal.PlainTime(hour);
  return new Date(readDay(day).toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds);
}

/** Returns the local month that an instant is in. */
export function monthOf(instant: Date, zone: string): string {
  return dayOf(instant, zone).slice(0, -'-DD'.length);
}

/** Returns a local month's time. Throws `RangeError` for what is no month. */
export function spanOfMonth(month: string, zone: string): Span {
  const first = Temporal.PlainYearMonth.from(month, { overflow: 'reject' }).toPlainDate({ day: 1 });
  return { start: new Date(midnight(first, zone)), end: new Date(midnight(first.add({ months: 1 }), zone)) };
}

/** Returns the days from `first` to `last`, both included, without those that never were. Throws `RangeError`. */
export function daysBetween({ first, last }: { first: string; last: string }, zone: string): Day[] {
  const days: Day[] = [];
  const end = readDay(last);
  let date = readDay(first);
  let start = midnight(date, zone);
  while (Temporal.PlainDate.compare(date, end) <= 0) {
    const next = date.add({ days: 1 });
    const nextStart = midnight(next, zone);
    if (nextStart > start) {
      days.push({ day: date.toString(), start: new Date(start), end: new Date(nextStart) });
    }
    date = next;
    start = nextStart;
  }
  return days;
}

/** Returns what clocks of a zone show at an instant: `2026-03-29 03:30`. */
export function clockAt(instant: Date, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');
}

/**
 * Returns the instant at which clocks of a zone show the same time some months later; on the last day of a month that is
 * too short for it.
 */
export function addMonths(instant: Date, months: number, zone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  return new Date(local.add({ months }).epochMilliseconds);
}

/** Returns a day some days later, or earlier. Throws `RangeError`. */
export function addDays(day: string, days: number): string {
  return readDay(day).add({ days }).toString();
}

/** The first instant at which clocks show a date, in milliseconds; where they leave it out, that of the next one. */
function midnight(date: Temporal.PlainDate, zone: string): number {
  return date.toZonedDateTime(zone).epochMilliseconds;
}

// `2026-02-30` is no date, and a text with a time or a zone is more than one.
function readDay(day: string): Temporal.PlainDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new RangeError(`not a day: ${day}`);
  return Temporal.PlainDate.from(day, { overflow: 'reject' });
}
