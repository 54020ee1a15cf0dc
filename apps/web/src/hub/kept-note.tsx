import { Text } from '@mantine/core';
import { formatTime } from '../ui/format-time.ts';
import { useTimeZone } from '../ui/time-zone.tsx';
import { deletedBefore } from './deleted-before.ts';
import { type Retention, trpc } from './trpc.ts';

/** Says that a list's first days are deleted, where its range reaches beyond what the hub keeps. */
export function KeptNote(props: {
  /** The first instant of the range; undefined without one. */
  from: string | undefined;
  days: keyof Retention;
  /** What is kept: `Movements`. */
  what: string;
}) {
  const { from, what } = props;
  const zone = useTimeZone();
  const kept = trpc.privacy.getRetention.useQuery(
    {},
    { enabled: from !== undefined, staleTime: Number.POSITIVE_INFINITY },
  ).data;
  const edge =
    from === undefined || kept === undefined ? null : deletedBefore(from, kept[props.days], new Date());
  return (
    <Text fz="sm" c="dimmed" role="status" mb={edge === null ? 0 : 'sm'}>
      {edge === null ? '' : `${what} before ${formatTime(edge, { zone, time: null })} are deleted.`}
    </Text>
  );
}
