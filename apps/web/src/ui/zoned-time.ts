/**
 * Clocks of other places than the browser's, by `Intl` alone: a library of zones is not worth its weight on the first
 * page. Zones are IANA names.
 */

/**
 * A formatter takes a fraction of a millisecond to make, and a table has hundreds of times. A page shows one zone or two;
 * only the list of all of them has more, and is not worth the memory.
 */
const clocks = new Map<string, Intl.DateTimeFormat>();
const MAX_CLOCKS = 8;

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  if (clocks.size === MAX_CLOCKS) clocks.clear();
  clocks.set(zone, clock);
  return clock;
}

/** What clocks show in a zone: `2026-03-29T03:30:00`. */
export function wallTimeOf(instant: Date, zone: string): string {
  const parts = clockOf(zone).formatToParts(instant);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:${of('second')}`;
}

/** How far clocks of a zone are ahead of UTC, in milliseconds. */
function offsetAt(time: number, zone: string): number {
  const second = Math.floor(time / 1000) * 1000;
  return Date.parse(`${wallTimeOf(new Date(second), zone)}Z`) - second;
}

/** How far clocks of a zone are ahead of UTC: `+05:45`, `-03:30`, `+00:00`. */
export function offsetOf(instant: Date, zone: string): string {
  const minutes = Math.round(offsetAt(instant.getTime(), zone) / 60_000);
  const two = (part: number) => String(part).padStart(2, '0');
  const distance = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(distance / 60))}:${two(distance % 60)}`;
}

const DAY = 86_400_000;

/**
 * Returns the instant at which clocks of a zone show a time (`2026-03-29T02:30`): the first where it comes twice, and as
 * much later as clocks move on where it is left out, as calendars do. An invalid date for what is no time.
 */
export function instantOf(wallTime: string, zone: string): Date {
  const shown = Date.parse(`${wallTime}Z`);
  if (Number.isNaN(shown)) return new Date(Number.NaN);
  // The offsets a day before and after: between them lies at most one change.
  const [before, after] = [offsetAt(shown - DAY, zone), offsetAt(shown + DAY, zone)];
  const fits = [shown - before, shown - after]
    .filter((time) => time + offsetAt(time, zone) === shown)
    .sort((one, other) => one - other);
  return new Date(fits[0] ?? shown - before);
}
