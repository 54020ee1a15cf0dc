import { Button } from '@mantine/core';
import { IconArrowUp, IconHistory } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { useLiveNews } from '../../hub/live/live.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { eventColumns } from './event-columns.tsx';

const route = getRouteApi('/operator/events');

export function EventsPage() {
  const search = route.useSearch();
  const list = trpc.inventory.listEvents.useInfiniteQuery({ limit: PAGE_SIZE }, byCursor);
  const news = useLiveNews(['stock'], {
    // Rows do not move away from somebody who has scrolled to them.
    isFollowing: () => window.scrollY < 80 && list.data?.pages.length === 1,
    refresh: () => list.refetch(),
  });
  const showNews = () => {
    window.scrollTo({ top: 0 });
    news.show();
  };
  return (
    <ListPage
      title="Events"
      description="Every stock movement and every alert, newest first. A SKU leads to the movements of that product."
      action={
        news.hasNews ? (
          <Button
            variant="default"
            size="sm"
            leftSection={<IconArrowUp size={16} aria-hidden />}
            onClick={showNews}
          >
            Show new events
          </Button>
        ) : null
      }
      filtersLabel="Filter events"
      filters={null}
      search={search}
      rows={usePagedRows(list)}
      noun="event"
      empty={<NoEvents />}
      columns={eventColumns}
      exportButton={<ExportButton list="stockMovements" query={{}} />}
      rowKey={({ id }) => id}
      rowName={({ eventType, sku: changed }) => `${eventType} ${changed}`}
    />
  );
}

function NoEvents() {
  return (
    <EmptyState
      icon={IconHistory}
      title="No events yet"
      action={
        <ButtonLink to="/inventory" search={{}} variant="default">
          Go to products
        </ButtonLink>
      }
    >
      Adding a product or changing its stock writes the first one.
    </EmptyState>
  );
}
