import { CONVERSION_STATUSES } from '@dreamteamhub/sdk/contract';
import { Text } from '@mantine/core';
import { useListRange } from '../../hub/list-range.ts';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { orderColumns } from '../orders/order-columns.tsx';
import type { AffiliateTabProps } from './affiliate-overview.tsx';
import classes from './affiliate-page.module.css';
import { AffiliateRangeBar } from './affiliate-range-bar.tsx';
import { useAffiliateRange, useAffiliateSummary } from './use-affiliate-range.ts';

/** All are this partner's. */
const columns = orderColumns({ hasStorefronts: false }).filter(({ name }) => name !== 'Credited to');

const statusNames = { pending: 'Pending', approved: 'Approved', paid: 'Paid', void: 'Void' } as const;

/** The orders of a range that a partner is credited with. */
export function AffiliateOrders({ affiliate, search, choose }: AffiliateTabProps) {
  const asked = useAffiliateRange(affiliate.id, search);
  const summary = useAffiliateSummary(asked);
  const { type, sorting } = useListSearch(search, { by: 'reported', order: 'desc' });
  const days = useListRange(asked.range, asked.zone);
  const list = trpc.orders.listOrders.useInfiniteQuery(
    {
      affiliateId: affiliate.id,
      orderedFrom: days.from,
      orderedTo: days.to,
      counted: search.counted,
      status: search.status,
      search: search.search,
      sort: search.sort,
      order: sorting.current.order,
      withTotal: true,
      limit: PAGE_SIZE,
    },
    { ...byCursor, enabled: days.isReady },
  );
  const rows = days.over(usePagedRows(list));
  const isFiltered = [search.counted, search.status, search.search].some((value) => value !== undefined);
  return (
    <div className={classes.stack}>
      <AffiliateRangeBar asked={asked} summary={summary} choose={choose} />
      <ListPanel
        label={`Orders of ${affiliate.name}`}
        filtersLabel="Filter orders"
        filters={
          <>
            <SearchField
              label="Search orders"
              placeholder="Start of an order id"
              value={search.search ?? ''}
              onSearch={(text) => type({ search: text === '' ? undefined : text })}
            />
            <ChoiceFilter
              label="Counted"
              any="Counted or not"
              choices={{ yes: 'Counted', no: 'Void or refunded' }}
              value={search.counted}
              onChoose={(counted) => choose({ counted })}
            />
            <ChoiceFilter
              label="Commission"
              any="Any commission"
              choices={Object.fromEntries(CONVERSION_STATUSES.map((status) => [status, statusNames[status]]))}
              value={search.status}
              onChoose={(chosen) => choose({ status: CONVERSION_STATUSES.find((known) => known === chosen) })}
            />
          </>
        }
        rows={rows}
        noun="order"
        clearFilters={
          isFiltered ? () => choose({ counted: undefined, status: undefined, search: undefined }) : undefined
        }
        noMatchHint="No order in this period matches all of the filters."
        empty={
          <Text fz="sm" c="dimmed" p="lg">
            No orders in this period.
          </Text>
        }
        columns={columns}
        sorting={sorting}
        rowKey={({ id }) => id}
        rowName={({ orderId }) => `Order ${orderId}`}
        opensRows
      />
    </div>
  );
}
