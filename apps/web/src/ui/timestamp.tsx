import { exactTime, formatTime } from './format-time.ts';
import { Lines } from './lines.tsx';
import { useTimeZone } from './time-zone.tsx';

/** An instant in the reader's time zone. The tooltip is the exact time with its zone, and in UTC. */
export function Timestamp({ at, isShort = false }: { at: string; isShort?: boolean }) {
  const zone = useTimeZone();
  return (
    <time dateTime={at} title={exactTime(at, zone)} className="hub-number">
      {formatTime(at, { zone, time: isShort ? 'short' : 'medium' })}
    </time>
  );
}

/** An instant with the day above the time, for narrow columns. */
export function StackedTimestamp({ at }: { at: string }) {
  const zone = useTimeZone();
  return (
    <time dateTime={at} title={exactTime(at, zone)} className="hub-number">
      <Lines detail={formatTime(at, { zone, date: null, time: 'medium' })}>
        {formatTime(at, { zone, time: null })}
      </Lines>
    </time>
  );
}

/** The day of an instant in the reader's time zone. The tooltip is the exact time. */
export function DateStamp({ at }: { at: string }) {
  const zone = useTimeZone();
  return (
    <time dateTime={at} title={exactTime(at, zone)} className="hub-number">
      {formatTime(at, { zone, time: null })}
    </time>
  );
}
