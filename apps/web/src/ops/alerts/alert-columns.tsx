import { Text } from '@mantine/core';
import type { Episode } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Timestamp } from '../../ui/timestamp.tsx';
import { EpisodeStatusTag } from './episode-status-tag.tsx';
import { EpisodeLevel } from './severity-tag.tsx';

export const alertColumns: Column<Episode>[] = [
  {
    name: 'Product',
    card: 'title',
    sort: 'sku',
    cell: (episode) => (
      <Lines detail={<bdi className="hub-mono">{episode.sku}</bdi>}>
        <AnchorLink to="/alerts/$id" params={{ id: episode.id }} c="inherit" fz="sm" fw={550}>
          <bdi>{episode.name}</bdi>
        </AnchorLink>
      </Lines>
    ),
  },
  {
    name: 'Stock',
    card: 'aside',
    sort: 'urgency',
    cell: (episode) => <EpisodeLevel episode={episode} />,
  },
  {
    name: 'State',
    sort: 'status',
    cell: (episode) => (
      <Lines detail={<StateDetail episode={episode} />}>
        <EpisodeStatusTag status={episode.status} />
      </Lines>
    ),
  },
  {
    name: 'Since',
    sort: 'openedAt',
    firstOrder: 'desc',
    cell: ({ openedAt }) => <RelativeTime at={openedAt} isInRow />,
  },
  {
    name: 'Announced',
    card: 'hidden',
    cell: ({ announcedAt, announcedStock }) =>
      announcedAt === null ? null : (
        <Lines detail={announcedStock === null ? null : `at ${formatCount(announcedStock)} left`}>
          <RelativeTime at={announcedAt} isInRow />
        </Lines>
      ),
  },
];

/** Says who acknowledged an alert, or when its snooze ends. */
export function StateDetail({ episode }: { episode: Episode }) {
  const { status, acknowledgedBy, snoozedUntil, resolvedAt } = episode;
  const detail =
    status === 'acknowledged' && acknowledgedBy !== null ? (
      `by ${acknowledgedBy}`
    ) : status === 'snoozed' && snoozedUntil !== null ? (
      <>
        until <Timestamp at={snoozedUntil} isShort />
      </>
    ) : status === 'resolved' && resolvedAt !== null ? (
      <Timestamp at={resolvedAt} isShort />
    ) : null;
  if (detail === null) return null;
  return (
    <Text fz={13} c="dimmed" component="span" style={{ overflowWrap: 'anywhere' }}>
      {detail}
    </Text>
  );
}
