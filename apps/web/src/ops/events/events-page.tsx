import { ActionIcon, Tooltip } from '@mantine/core';
import { IconHistory, IconRefresh, IconSearchOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { SkuFilter } from '../inventory/sku-filter.tsx';
import { eventColumns } from './event-columns.tsx';

const route = getRouteApi('/operator/events');

export function EventsPage() {
  const search = route.useSearch();
  const { choose } = useListSearch(search);
  const { sku } = search;
  const list = trpc.inventory.listEvents.useInfiniteQuery(
    { limit: PAGE_SIZE, sku: sku || undefined },
    byCursor,
  );
  return (
    <ListPage
      title="Events"
      description="Every stock movement and every alert, newest first."
      action={
        <Tooltip label="Refresh">
          <ActionIcon
            variant="default"
            size={36}
            aria-label="Refresh events"
            loading={list.isRefetching}
            onClick={() => void list.refetch()}
          >
            <IconRefresh size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
      }
      filtersLabel="Filter events"
      filters={
        <SkuFilter
          sku={sku ?? ''}
          onChoose={(chosen) => choose({ sku: chosen === '' ? undefined : chosen })}
        />
      }
      search={search}
      rows={usePagedRows(list)}
      noun="event"
      empty={sku ? <NoEventsOf sku={sku} /> : <NoEvents />}
      columns={eventColumns}
      rowKey={({ id }) => id}
      rowName={({ eventType, sku: changed }) => `${eventType} ${changed}`}
    />
  );
}

function NoEventsOf({ sku }: { sku: string }) {
  return (
    <EmptyState
      icon={IconSearchOff}
      title={`No events for ${sku}`}
      action={
        <ButtonLink to="/events" search={{}} variant="default">
          Show all events
        </ButtonLink>
      }
    >
      The filter matches only this exact SKU.
    </EmptyState>
  );
}

function NoEvents() {
  return (
    <EmptyState
      icon={IconHistory}
      title="No events yet"
      action={
        <ButtonLink to="/inventory" search={{}} variant="default">
          Go to inventory
        </ButtonLink>
      }
    >
      Adding a product or changing its stock writes the first one.
    </EmptyState>
  );
}
