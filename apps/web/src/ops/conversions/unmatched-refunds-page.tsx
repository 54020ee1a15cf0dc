import { Text } from '@mantine/core';
import { IconReceiptRefund } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { readHubError } from '../../hub/hub-error.ts';
import { useListRange } from '../../hub/list-range.ts';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { Money } from '../../hub/money.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { trpc, type UnmatchedRefund } from '../../hub/trpc.ts';
import { useListViews } from '../../hub/views/use-list-views.tsx';
import { BackToList } from '../../ui/back-to-list.tsx';
import { confirm } from '../../ui/confirm.ts';
import { chosenRange, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatMoney } from '../../ui/format-number.ts';
import { ListPage } from '../../ui/list-page.tsx';
import { type Sort, useListSearch } from '../../ui/list-search.ts';
import { MenuItem } from '../../ui/menu-items.tsx';
import { RowActions, RowButton } from '../../ui/row-button.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { StorefrontFilter } from '../orders/storefront-filter.tsx';

type LikelyOrder = UnmatchedRefund['likelyOrders'][number];

const NEWEST_FIRST: Sort = { by: 'reported', order: 'desc' };

const route = getRouteApi('/operator/conversions/refunds');

export function UnmatchedRefundsPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, clear, sorting } = useListSearch(search, NEWEST_FIRST);
  const views = useListViews('unmatchedRefunds', { search, columns, all: 'All refunds without an order' });
  const range = chosenRange(filter);
  const days = useListRange(range, useTimeZone());
  const wanted = {
    storefront: filter.storefront,
    from: days.from,
    to: days.to,
    order: sorting.current.order,
  };
  const list = trpc.affiliates.listUnmatchedRefunds.useInfiniteQuery(
    { ...wanted, withTotal: true, limit: PAGE_SIZE },
    { ...byCursor, enabled: days.isReady },
  );
  return (
    <>
      <BackToList path="/conversions">Conversions</BackToList>
      <ListPage
        title="Refunds without an order"
        description="Refunds of the last 90 days that match no order: no partner brought it, or its id is written in another way. If a refund has a likely order, join the two to take back the commission."
        filtersLabel="Filter refunds"
        filters={
          <>
            <DateRangeField
              range={range}
              any={{ label: 'Any day', onChoose: () => choose(searchOfRange(null)) }}
              onChoose={(chosen) => choose(searchOfRange(chosen))}
              resolved={days.resolved}
            />
            <StorefrontFilter chosen={filter.storefront} onChoose={(storefront) => choose({ storefront })} />
          </>
        }
        search={search}
        rows={days.over(usePagedRows(list))}
        noun="refund"
        clearFilters={isFiltered ? clear : undefined}
        empty={<NoRefunds />}
        columns={columns}
        views={views}
        rowKey={(refund) => refund.id}
        rowName={(refund) => `Refund ${refund.refundId}`}
        sorting={sorting}
        exportButton={<ExportButton list="unmatchedRefunds" query={wanted} isWaiting={!days.isReady} />}
      />
    </>
  );
}

const columns: Column<UnmatchedRefund>[] = [
  {
    name: 'Order as reported',
    card: 'title',
    cell: (refund) => (
      <Text fz="sm" fw={550} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
        <bdi>{refund.orderId}</bdi>
      </Text>
    ),
  },
  {
    name: 'Refund',
    cell: (refund) => (
      <>
        <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
          <bdi>{refund.refundId}</bdi>
        </Text>
        <Text fz={13} c="dimmed">
          {refund.storefront}
        </Text>
      </>
    ),
  },
  {
    name: 'Amount',
    align: 'end',
    cell: (refund) =>
      refund.amount === null ? 'All of it' : <Money amount={refund.amount} currency={refund.currency} />,
  },
  {
    name: 'Reported',
    sort: 'reported',
    firstOrder: 'desc',
    orderNames: { asc: 'Oldest first', desc: 'Newest first' },
    cell: (refund) => <StackedTimestamp at={refund.createdAt} />,
  },
  {
    name: 'Likely order',
    card: 'actions',
    width: 190,
    cell: (refund) =>
      refund.likelyOrders.length === 0 ? (
        <Text span fz={13} c="dimmed">
          No similar order
        </Text>
      ) : (
        <OperatorOnly>
          <JoinActions refund={refund} />
        </OperatorOnly>
      ),
  },
];

function JoinActions({ refund }: { refund: UnmatchedRefund }) {
  const cache = trpc.useUtils();
  const join = trpc.affiliates.joinRefund.useMutation({
    onSuccess: () => {
      showSuccess(`Refund ${refund.refundId} was joined.`);
      void cache.affiliates.listConversions.invalidate();
      void cache.affiliates.listAffiliates.invalidate();
      return cache.affiliates.listUnmatchedRefunds.invalidate();
    },
    onError: (error) => showFailure(readHubError(error).message),
  });
  const ask = (order: LikelyOrder) =>
    confirm({
      title: `Join to order ${order.orderId}?`,
      body: `${
        refund.amount === null ? 'All that is left' : formatMoney(refund.amount, refund.currency)
      } of order ${order.orderId} of ${order.affiliateHandle} was refunded. The same part of its commission is no longer owed. This cannot be undone.`,
      confirm: 'Join',
      onConfirm: () => join.mutate({ id: refund.id, conversionId: order.attributionId }),
    });
  const [likeliest, ...others] = refund.likelyOrders;
  if (likeliest === undefined) return null;
  return (
    <RowActions>
      <RowButton
        label={`Join ${likeliest.orderId} to refund ${refund.refundId}`}
        isBusy={join.isPending}
        onPress={() => ask(likeliest)}
      >
        Join {likeliest.orderId}…
      </RowButton>
      {others.length === 0 ? null : (
        <RowMenu
          label={`Other likely orders of refund ${refund.refundId}`}
          isBusy={join.isPending}
          items={() =>
            others.map((order) => (
              <MenuItem
                key={order.attributionId}
                icon={<IconReceiptRefund size={16} aria-hidden />}
                onSelect={() => ask(order)}
              >
                {order.orderId} of {order.affiliateHandle}, {formatMoney(order.revenue, refund.currency)}
              </MenuItem>
            ))
          }
        />
      )}
    </RowActions>
  );
}

function NoRefunds() {
  return (
    <EmptyState icon={IconReceiptRefund} title="Every refund has its order">
      Refunds of orders that the hub does not know appear here.
    </EmptyState>
  );
}
