import { Text } from '@mantine/core';

/** An instant in the reader's time zone; its UTC form is the title. */
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

/** The day above the time, for narrow columns. */
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

/** Only the day, with the exact UTC instant as the title. */
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
