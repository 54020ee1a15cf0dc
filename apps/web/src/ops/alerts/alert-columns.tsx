import { Text } from '@mantine/core';
import type { Episode } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp, Timestamp } from '../../ui/timestamp.tsx';
import { StockLevel } from '../inventory/stock-level.tsx';
import { EpisodeStatusTag } from './episode-status-tag.tsx';

export const alertColumns: Column<Episode>[] = [
  {
    name: 'Product',
    card: 'title',
    cell: (episode) => (
      <Lines detail={<span className="hub-mono">{episode.sku}</span>}>
        <AnchorLink to="/alerts/$id" params={{ id: episode.id }} c="inherit" fz="sm" fw={550}>
          <bdi>{episode.name}</bdi>
        </AnchorLink>
      </Lines>
    ),
  },
  {
    name: 'Stock / threshold',
    card: 'aside',
    cell: (episode) => <EpisodeLevel episode={episode} />,
  },
  {
    name: 'State',
    cell: (episode) => (
      <Lines detail={<StateDetail episode={episode} />}>
        <EpisodeStatusTag status={episode.status} />
      </Lines>
    ),
  },
  {
    name: 'Announced',
    cell: ({ announcedAt, announcedStock }) =>
      announcedAt === null ? null : (
        <Lines detail={<Timestamp at={announcedAt} isShort />}>
          {announcedStock === null ? 'yes' : `at ${formatCount(announcedStock)}`}
        </Lines>
      ),
  },
  { name: 'Since', cell: (episode) => <StackedTimestamp at={episode.openedAt} /> },
];

export function EpisodeLevel({ episode }: { episode: Episode }) {
  const { stock, threshold } = episode;
  return <StockLevel product={{ stock, threshold, isLowStock: stock < threshold, isArchived: false }} />;
}

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
