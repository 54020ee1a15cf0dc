import { IconShoppingCart } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { useListRange } from '../../hub/list-range.ts';
import { ListNews } from '../../hub/live/list-news.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { useListViews } from '../../hub/views/use-list-views.tsx';
import { chosenRange } from '../../ui/date-range.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { orderColumns } from './order-columns.tsx';
import { OrderFilters } from './order-filters.tsx';
import { NEWEST_FIRST, type OrdersSearch, orderSorts, withoutConflicts } from './order-search.ts';
import { useStorefronts } from './use-storefronts.ts';

const route = getRouteApi('/operator/orders');

/** The orders of all storefronts. Filters and their steps in the history are those of `useListSearch`. */
export function OrdersPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, type, clear, sorting } = useListSearch<OrdersSearch>(
    search,
    NEWEST_FIRST,
  );
  const zone = useTimeZone();
  const range = chosenRange(filter);
  const days = useListRange(range, zone);
  const wanted = {
    search: filter.search,
    storefront: filter.storefront,
    affiliateId: filter.affiliateId,
    attributed: filter.credited,
    status: filter.status,
    orderedFrom: days.from,
    orderedTo: days.to,
    sort: orderSorts.find((sort) => sort === sorting.current.by),
    order: sorting.current.order,
  };
  const list = trpc.orders.listOrders.useInfiniteQuery(
    { ...wanted, limit: PAGE_SIZE, withTotal: true },
    { ...byCursor, enabled: days.isReady },
  );
  const rows = days.over(usePagedRows(list));
  const hasStorefronts = useStorefronts().length > 1;
  const columns = useMemo(() => orderColumns({ hasStorefronts }), [hasStorefronts]);
  const views = useListViews('orders', { search, columns, all: 'All orders' });
  const isNewestFirst =
    sorting.current.by === NEWEST_FIRST.by && sorting.current.order === NEWEST_FIRST.order;

  return (
    <ListPage
      title="Orders"
      description="Orders that your server reported, with or without a partner. Orders that only a page reported are claims: find them in Conversions."
      action={
        <ButtonLink to="/conversions" search={{}} variant="default">
          Conversions
        </ButtonLink>
      }
      notice={
        <ListNews
          key={`${JSON.stringify(search)} ${rows.updatedAt}`}
          topics={['orders']}
          words="Show what is new"
          // New rows appear by themselves only where nobody reads rows that they would push away.
          isFollowing={() => isNewestFirst && window.scrollY < 80 && list.data?.pages.length === 1}
          refresh={list.refetch}
        />
      }
      filtersLabel="Filter orders"
      filters={
        <OrderFilters
          filter={filter}
          range={range}
          days={days.resolved}
          onChoose={(changes) => choose(withoutConflicts(changes))}
          onType={type}
        />
      }
      search={search}
      rows={rows}
      noun="order"
      clearFilters={isFiltered ? clear : undefined}
      noMatchHint="Search finds order ids by how they begin."
      empty={<NoOrders />}
      columns={columns}
      views={views}
      rowKey={({ id }) => id}
      rowName={({ orderId }) => `Order ${orderId}`}
      opensRows
      sorting={sorting}
      exportButton={<ExportButton list="orders" query={wanted} isWaiting={!days.isReady} />}
    />
  );
}

function NoOrders() {
  return (
    <EmptyState
      icon={IconShoppingCart}
      title="No orders yet"
      action={
        <ButtonLink to="/storefronts" variant="default">
          Get a secret key
        </ButtonLink>
      }
    >
      Orders appear here as soon as your server reports them with a secret key.
    </EmptyState>
  );
}
