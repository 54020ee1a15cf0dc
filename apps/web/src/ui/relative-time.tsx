import { useNow } from './clock.ts';
import { exactTime, formatTime } from './format-time.ts';
import classes from './relative-time.module.css';
import { relativeWords } from './relative-words.ts';
import { useTimeZone } from './time-zone.tsx';

/**
 * How long ago something was, such as `3 minutes ago`, or how soon it is. The exact time in the person's zone shows on
 * hover and on focus, and is what screen readers read. After a week it is a date.
 */
export function RelativeTime({ at, isFuture = false }: { at: string; isFuture?: boolean }) {
  const zone = useTimeZone();
  const now = useNow();
  const words = relativeWords({ at: Date.parse(at), now, isFuture });
  return (
    <time
      dateTime={at}
      title={exactTime(at, zone)}
      data-exact={formatTime(at, { zone, time: 'medium' })}
      className={classes.relative}
      // The exact time must not be for those alone who can point.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it has something to show.
      tabIndex={0}
    >
      <span aria-hidden>{words ?? formatTime(at, { zone, time: null })}</span>
      <span className="hub-unseen">{formatTime(at, { zone, time: 'short' })}</span>
    </time>
  );
}
