import { Text } from '@mantine/core';

/** An instant in the reader's time zone. The tooltip is in UTC. */
export function Timestamp({ at, isShort = false }: { at: string; isShort?: boolean }) {
  const instant = new Date(at);
  const text = new Intl.DateTimeFormat(undefined, {
    dateStyle: 'medium',
    timeStyle: isShort ? 'short' : 'medium',
  }).format(instant);
  return (
    <time dateTime={at} title={formatUtc(instant)} className="hub-number">
      {text}
    </time>
  );
}

/** An instant with the day above the time, for narrow columns. */
export function StackedTimestamp({ at }: { at: string }) {
  const instant = new Date(at);
  return (
    <time dateTime={at} title={formatUtc(instant)} className="hub-number">
      {new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(instant)}
      <Text span display="block" fz={13} c="dimmed">
        {new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }).format(instant)}
      </Text>
    </time>
  );
}

/** The day of an instant. The tooltip is the exact time in UTC. */
export function DateStamp({ at }: { at: string }) {
  const instant = new Date(at);
  return (
    <time dateTime={at} title={formatUtc(instant)} className="hub-number">
      {new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(instant)}
    </time>
  );
}

function formatUtc(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
