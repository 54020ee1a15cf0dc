import { nameOfZone } from './time-zone.tsx';
import { offsetOf, wallTimeOf } from './zoned-time.ts';

type Style = NonNullable<Intl.DateTimeFormatOptions['dateStyle']>;

/** They take long to make, and tables have many times in few styles. */
const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 16;

/** Formats an instant for the reader's language, in a zone. */
export function formatTime(
  instant: Date | string,
  { zone, date = 'medium', time = 'short' }: { zone: string; date?: Style | null; time?: Style | null },
): string {
  const key = `${zone} ${date} ${time}`;
  const known = formats.get(key);
  if (known !== undefined) return known.format(new Date(instant));
  const format = new Intl.DateTimeFormat(undefined, {
    timeZone: zone,
    ...(date === null ? {} : { dateStyle: date }),
    ...(time === null ? {} : { timeStyle: time }),
  });
  if (formats.size === MAX_FORMATS) formats.clear();
  formats.set(key, format);
  return format.format(new Date(instant));
}

/** An instant to the second, with the zone's name and offset, and in UTC below. */
export function exactTime(instant: Date | string, zone: string): string {
  const at = new Date(instant);
  const utc = `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  if (zone === 'UTC') return utc;
  return `${wallTimeOf(at, zone).replace('T', ' ')} ${nameOfZone(zone)} (UTC${offsetOf(at, zone)})\n${utc}`;
}
