import { type Bucket, daysIn, type Grain, readLabel } from './bucket.ts';

const DAY = 86_400_000;

const styles = {
  time: { timeStyle: 'short' },
  hour: { hour: 'numeric' },
  weekday: { weekday: 'short' },
  weekdayDate: { weekday: 'short', month: 'short', day: 'numeric' },
  day: { month: 'short', day: 'numeric' },
  month: { month: 'short' },
  monthOfYear: { month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
  longDay: { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' },
  longMonth: { month: 'long', year: 'numeric' },
  range: { year: 'numeric', month: 'short', day: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

export type DateStyle = keyof typeof styles;

/** They take long to make. There are as many as styles, for a locale or two. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats for wall clocks: labels are local already, so the zone is UTC whatever the reader's is. */
export function dateFormat(style: DateStyle, locale?: string): Intl.DateTimeFormat {
  const key = `${style} ${locale}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  // Days are the hub's own, which are Gregorian whatever calendar the reader's language prefers.
  const format = new Intl.DateTimeFormat(locale, { ...styles[style], timeZone: 'UTC', calendar: 'gregory' });
  formats.set(key, format);
  return format;
}

/** A range of local dates, both inside: `Oct 5 – Nov 1, 2026`. */
export function nameRange(from: string, to: string, locale?: string): string {
  return dateFormat('range', locale).formatRange(readLabel(from).at, readLabel(to).at);
}

/** Whether clocks change in a range, so that a local time alone may come twice. */
export function hasTwoOffsets(buckets: readonly Bucket[]): boolean {
  const offsets = new Set(buckets.map(({ label }) => label.slice('2026-10-25T02:00'.length)));
  return offsets.size > 1;
}

/**
 * Names a bucket in full: `Sun, Oct 25, 2:00 AM`, `Sun, Oct 25, 2026`, `Oct 5 – 11, 2026`, `October 2026`. `withOffset`
 * adds `(UTC+01:00)` to times.
 */
export function nameBucket(
  bucket: Bucket,
  { grain, locale, withOffset }: { grain: Grain; locale?: string | undefined; withOffset: boolean },
): string {
  const { at, offset, month } = readLabel(bucket.label);
  if (grain === 'quarter' || grain === 'hour') {
    // In one format, no weekday goes with the place's own way to write a time.
    const time = `${dateFormat('weekdayDate', locale).format(at)}, ${dateFormat('time', locale).format(at)}`;
    return withOffset && offset !== null ? `${time} (UTC${offset === 'Z' ? '' : offset})` : time;
  }
  if (grain === 'day') return dateFormat('longDay', locale).format(at);
  const days = daysIn(bucket);
  if (grain === 'month' && days === daysOfMonth(month)) return dateFormat('longMonth', locale).format(at);
  return dateFormat('range', locale).formatRange(at, at + (days - 1) * DAY);
}

/** `month` counts from year 0. */
function daysOfMonth(month: number): number {
  return new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();
}

interface LocaleWithWeeks {
  getWeekInfo?: () => { firstDay: number };
  /** What the method was before. */
  weekInfo?: { firstDay: number };
}

/** The day that weeks begin with where the reader lives: 1 is Monday, 7 Sunday. Monday where the browser does not know. */
export function firstWeekday(locale?: string): number {
  const language = locale ?? new Intl.DateTimeFormat().resolvedOptions().locale;
  // Browsers have it, but the types of ES2024 do not.
  const info = new Intl.Locale(language) as Intl.Locale & LocaleWithWeeks;
  return (info.getWeekInfo?.() ?? info.weekInfo)?.firstDay ?? 1;
}
