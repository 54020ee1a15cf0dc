import { Text } from '@mantine/core';
import type { Episode } from '../../hub/trpc.ts';
import { type Column, DataTable, type Selection } from '../../ui/data-table.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { StackedTimestamp, Timestamp } from '../../ui/timestamp.tsx';
import { StockLevel } from '../inventory/stock-level.tsx';
import { EpisodeStatusTag } from './episode-status-tag.tsx';

const columns: Column<Episode>[] = [
  {
    name: 'Product',
    card: 'title',
    cell: (episode) => (
      <>
        <AnchorLink to="/alerts/$id" params={{ id: episode.id }} c="inherit" fz="sm" fw={550}>
          <span style={{ overflowWrap: 'anywhere' }}>{episode.name}</span>
        </AnchorLink>
        <Text fz={13} c="dimmed" className="hub-mono" style={{ overflowWrap: 'anywhere' }}>
          {episode.sku}
        </Text>
      </>
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
      <>
        <EpisodeStatusTag status={episode.status} />
        <StateDetail episode={episode} />
      </>
    ),
  },
  {
    name: 'Announced',
    cell: ({ announcedAt, announcedStock }) =>
      announcedAt === null ? null : (
        <>
          {announcedStock === null ? null : <Text fz="sm">at {formatCount(announcedStock)}</Text>}
          <Text fz={13} c="dimmed" component="div">
            <Timestamp at={announcedAt} isShort />
          </Text>
        </>
      ),
  },
  { name: 'Since', cell: (episode) => <StackedTimestamp at={episode.openedAt} /> },
];

export function AlertTable({ rows, selection }: { rows: readonly Episode[]; selection?: Selection }) {
  return (
    <DataTable
      label="Alerts"
      columns={columns}
      rows={rows}
      rowKey={(episode) => episode.id}
      rowName={(episode) => episode.sku}
      {...(selection === undefined ? {} : { selection })}
    />
  );
}

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
    <Text fz={13} c="dimmed" mt={2} component="div" style={{ overflowWrap: 'anywhere' }}>
      {detail}
    </Text>
  );
}
