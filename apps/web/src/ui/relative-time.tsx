import { useNow } from './clock.ts';
import { exactTime, formatTime } from './format-time.ts';
import classes from './relative-time.module.css';
import { relativeWords } from './relative-words.ts';
import { useTimeZone } from './time-zone.tsx';

/**
 * How long ago something was, such as `3 minutes ago`, or how soon it is. The exact time in the person's zone shows on
 * hover and on focus, and is what screen readers read. After a week it is a date.
 */
export function RelativeTime(props: {
  at: string;
  isFuture?: boolean;
  /** In a row of a list, whose page says the exact time: hundreds of stops would be in the way of the Tab key. */
  isInRow?: boolean;
}) {
  const { at, isFuture = false, isInRow = false } = props;
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
      tabIndex={isInRow ? undefined : 0}
    >
      <span aria-hidden>{words ?? formatTime(at, { zone, time: null })}</span>
      <span className="hub-unseen">{formatTime(at, { zone, time: 'short' })}</span>
    </time>
  );
}
