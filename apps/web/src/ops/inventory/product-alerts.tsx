import { IconBell } from '@tabler/icons-react';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { type Episode, type Product, trpc } from '../../hub/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Timestamp } from '../../ui/timestamp.tsx';
import { EpisodeStatusTag } from '../alerts/episode-status-tag.tsx';

/** The alerts of a product: what is open now, then those that are over, newest first. Each leads to its timeline. */
export function ProductAlerts({ product }: { product: Product }) {
  const { sku } = product;
  const active = trpc.alerts.listEpisodes.useQuery({ sku, status: 'active' }).data?.items ?? [];
  const over = usePagedRows<Episode>(
    trpc.alerts.listEpisodes.useInfiniteQuery({ sku, status: 'resolved', limit: PAGE_SIZE }, byCursor),
  );
  const rows = over.data === undefined ? over : { ...over, data: [...active, ...over.data] };
  return (
    <ListPanel
      label="Alerts"
      filters={null}
      filtersLabel=""
      rows={rows}
      noun="alert"
      empty={
        <EmptyState icon={IconBell} title="No alerts">
          {`One opens when the stock falls below ${formatCount(product.threshold)}.`}
        </EmptyState>
      }
      columns={alertColumns}
      rowKey={({ id }) => id}
      rowName={({ openedAt }) => `Alert of ${openedAt}`}
    />
  );
}

const alertColumns: Column<Episode>[] = [
  {
    name: 'Opened',
    card: 'title',
    cell: ({ id, openedAt }) => (
      <AnchorLink to="/alerts/$id" params={{ id }} c="inherit" fz="sm" fw={550}>
        <Timestamp at={openedAt} isShort />
      </AnchorLink>
    ),
  },
  { name: 'State', card: 'aside', cell: ({ status }) => <EpisodeStatusTag status={status} /> },
  {
    name: 'Announced at',
    cell: ({ announcedAt, announcedStock }) =>
      announcedAt === null ? null : (
        <span className="hub-number">
          {announcedStock === null ? '' : `${formatCount(announcedStock)} in stock · `}
          <Timestamp at={announcedAt} isShort />
        </span>
      ),
  },
  {
    name: 'Acknowledged by',
    cell: ({ acknowledgedBy }) => (acknowledgedBy === null ? null : <bdi>{acknowledgedBy}</bdi>),
  },
  {
    name: 'Resolved',
    cell: ({ resolvedAt }) => (resolvedAt === null ? null : <Timestamp at={resolvedAt} isShort />),
  },
];
