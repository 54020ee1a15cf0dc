const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.RelativeTimeFormat>();

function formatOf(locale: string | undefined): Intl.RelativeTimeFormat {
  const key = locale ?? '';
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  formats.set(key, format);
  return format;
}

/**
 * Says how far an instant is from now, in milliseconds since 1970: `now`, `3 minutes ago`, `in 2 hours`. Null for what is
 * more than a week away. Clocks differ: what has been is never said to come, and what comes never to have been.
 */
export function relativeWords(time: {
  at: number;
  now: number;
  isFuture?: boolean;
  locale?: string;
}): string | null {
  const { at, now, isFuture = false, locale } = time;
  const distance = Math.max(0, isFuture ? at - now : now - at);
  if (distance > 7 * DAY || Number.isNaN(distance)) return null;
  const format = formatOf(locale);
  // Whole units that have passed: 119 seconds are one minute.
  const say = (unit: 'minute' | 'hour' | 'day', length: number) => {
    const count = Math.floor(distance / length);
    return format.format(isFuture ? count : -count, unit);
  };
  if (distance < MINUTE) return format.format(0, 'second');
  if (distance < HOUR) return say('minute', MINUTE);
  // `yesterday` is a day of the calendar, not 24 hours, so days begin at two.
  if (distance < 2 * DAY) return say('hour', HOUR);
  return say('day', DAY);
}
