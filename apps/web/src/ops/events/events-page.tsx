import { ActionIcon, Paper, Tooltip } from '@mantine/core';
import { IconHistory, IconRefresh, IconSearchOff } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { LoadMore } from '../../hub/load-more.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { trpc } from '../../hub/trpc.ts';
import { DataTableSkeleton } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SkuFilter } from '../inventory/sku-filter.tsx';
import { EventTable } from './event-table.tsx';

const PAGE_SIZE = 50;

const route = getRouteApi('/operator/events');

export function EventsPage() {
  const { sku } = route.useSearch();
  const navigate = useNavigate({ from: '/events' });
  const list = trpc.inventory.listEvents.useInfiniteQuery(
    { limit: PAGE_SIZE, ...(sku ? { sku } : {}) },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  return (
    <>
      <PageHeader
        title="Events"
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
      >
        Every stock movement and every alert, newest first.
      </PageHeader>
      <Paper>
        <FilterBar label="Filter events">
          <SkuFilter
            sku={sku ?? ''}
            onChoose={(chosen) =>
              void navigate({ search: chosen === '' ? {} : { sku: chosen }, replace: true })
            }
          />
        </FilterBar>
        <QueryView query={list} loading={<DataTableSkeleton />}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.items);
            if (rows.length === 0) return sku ? <NoEventsOf sku={sku} /> : <NoEvents />;
            return (
              <>
                <EventTable rows={rows} />
                <LoadMore query={list} shown={rows.length} noun="event" />
              </>
            );
          }}
        </QueryView>
      </Paper>
    </>
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
      The filter looks for exactly this SKU.
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
