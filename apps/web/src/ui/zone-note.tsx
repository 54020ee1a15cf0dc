import { Text } from '@mantine/core';
import { nameOfZone, useTimeZone } from './time-zone.tsx';

/** Names the zone of the times on a page, once. */
export function ZoneNote() {
  const zone = useTimeZone();
  return (
    <Text span fz={13} c="dimmed" style={{ whiteSpace: 'nowrap' }}>
      Times in {nameOfZone(zone)}
    </Text>
  );
}
