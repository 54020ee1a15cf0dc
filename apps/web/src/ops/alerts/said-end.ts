import { instantOf, wallTimeOf } from '../../ui/zoned-time.ts';
import { MORNING, morningAfter } from './alert-rules.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const DAYS_A_WEEK = 7;
const MONDAY = 1;
const DATE_LENGTH = 'YYYY-MM-DD'.length;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];

interface Reader {
  now: Date;
  zone: string;
}

/**
 * Reads an end that somebody typed in English: `for 3 days`, `until friday`, `until 24 dec 15:00`, `until 2026-12-24`.
 * Days end at nine in the morning of the reader unless a time is said. Null for what is no end, or has passed.
 */
export function readSaidEnd(text: string, { now, zone }: Reader): Date | null {
  const said = text.toLowerCase().replace(/\s+/g, ' ').trim();
  const end = readLength(said, { now, zone }) ?? readDay(said, { now, zone });
  return end === null || Number.isNaN(end.getTime()) || end <= now ? null : end;
}

/** `for 2 hours`, `for 10 days`, `for 1 w`. */
function readLength(said: string, { now, zone }: Reader): Date | null {
  const parts = /^for (an?|\d{1,3}) ?(h|d|w)(?:(?<=h)(?:ours?)?|(?<=d)(?:ays?)?|(?<=w)(?:eeks?)?)$/.exec(
    said,
  );
  if (parts?.[1] === undefined) return null;
  const count = parts[1].startsWith('a') ? 1 : Number(parts[1]);
  if (parts[2] === 'h') return new Date(now.getTime() + count * HOUR);
  const days = parts[2] === 'w' ? count * DAYS_A_WEEK : count;
  return morningAfter(todayIn({ now, zone }), { days, zone });
}

/** `until tomorrow`, `until friday, 15:00`, `until 24 december`, `until 15:00`. */
function readDay(said: string, reader: Reader): Date | null {
  const parts = /^until(?: (.+?))??(?:,? (?:at )?(\d{1,2}:\d{2}))?$/.exec(said);
  if (parts === null) return null;
  const [, day = '', time] = parts;
  const clock = (time ?? MORNING).padStart(MORNING.length, '0');
  const { now, zone } = reader;
  const at = (date: string) => instantOf(`${date}T${clock}`, zone);
  const today = todayIn(reader);
  if (day === '') {
    if (time === undefined) return null;
    return at(today) > now ? at(today) : at(daysAfter(today, 1));
  }
  if (day === 'today') return time === undefined ? null : at(today);
  if (day === 'tomorrow') return at(daysAfter(today, 1));
  const weekday = readWeekday(day);
  if (weekday !== null) {
    const ahead = (weekday - new Date(`${today}T00:00Z`).getUTCDay() + DAYS_A_WEEK) % DAYS_A_WEEK;
    return at(daysAfter(today, ahead || DAYS_A_WEEK));
  }
  const date = readDate(day, today);
  return date === null ? null : at(date);
}

/** `fri`, `next friday`; next week begins on Monday. */
function readWeekday(day: string): number | null {
  const name = day.replace(/^next /, '');
  if (day === 'next week') return MONDAY;
  const index = name.length < 2 ? -1 : WEEKDAYS.findIndex((weekday) => weekday.startsWith(name));
  return index === -1 ? null : index;
}

/** `2026-12-24`, `24 dec`, `december 24`: without a year, the next one. */
function readDate(day: string, today: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(day)) return isDate(day) ? day : null;
  const parts = /^(\d{1,2})\.? ([a-z]{3,})$/.exec(day) ?? /^([a-z]{3,}) (\d{1,2})$/.exec(day);
  const words = parts?.slice(1) ?? [];
  const name = words.find((word) => /[a-z]/.test(word));
  const number = words.find((word) => /\d/.test(word));
  const month = name === undefined ? -1 : MONTHS.findIndex((known) => known.startsWith(name));
  if (month === -1 || number === undefined) return null;
  const inYear = (year: number) => `${year}-${String(month + 1).padStart(2, '0')}-${number.padStart(2, '0')}`;
  const year = Number(today.slice(0, 'YYYY'.length));
  const date = inYear(year) > today ? inYear(year) : inYear(year + 1);
  return isDate(date) ? date : null;
}

/** Whether the calendar has it: no 30 February. */
function isDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

function todayIn({ now, zone }: Reader): string {
  return wallTimeOf(now, zone).slice(0, DATE_LENGTH);
}

function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY).toISOString().slice(0, DATE_LENGTH);
}
