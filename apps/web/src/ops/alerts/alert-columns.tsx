import { Text } from '@mantine/core';
import type { Episode } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Timestamp } from '../../ui/timestamp.tsx';
import classes from './alerts.module.css';
import { EpisodeStatusTag } from './episode-status-tag.tsx';
import { EpisodeLevel } from './severity-tag.tsx';

export const alertColumns: Column<Episode>[] = [
  {
    name: 'Product',
    card: 'title',
    sort: 'sku',
    orderNames: { asc: 'SKU, A to Z', desc: 'SKU, Z to A' },
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
    orderNames: { asc: 'Most urgent first', desc: 'Least urgent first' },
    cell: (episode) => <EpisodeLevel episode={episode} />,
  },
  {
    name: 'State',
    card: 'line',
    sort: 'status',
    orderNames: { asc: 'Open first', desc: 'Open last' },
    cell: (episode) => (
      <Lines detail={<StateDetail episode={episode} />}>
        <EpisodeStatusTag status={episode.status} />
      </Lines>
    ),
  },
  {
    name: 'Since',
    card: 'line',
    sort: 'openedAt',
    firstOrder: 'desc',
    orderNames: { asc: 'Oldest first', desc: 'Newest first' },
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
  {
    name: 'Supplier',
    card: 'hidden',
    isExtra: true,
    cell: ({ supplier }) => (supplier === null ? null : <Lines>{<bdi>{supplier}</bdi>}</Lines>),
  },
];

/** Says who acknowledged an alert, or when its snooze or its mute ends. */
export function StateDetail({ episode }: { episode: Episode }) {
  const { status, acknowledgedBy, snoozedUntil, resolvedAt, mute } = episode;
  const detail =
    status === 'snoozed' && snoozedUntil !== null ? (
      <>
        until <Timestamp at={snoozedUntil} isShort />
      </>
    ) : mute !== null ? (
      mute.until === null ? (
        'muted'
      ) : (
        <>
          muted until <Timestamp at={mute.until} isShort />
        </>
      )
    ) : status === 'acknowledged' && acknowledgedBy !== null ? (
      <span title={acknowledgedBy} className={classes.person}>
        by {acknowledgedBy}
      </span>
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
