import { IconHandStop } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { PartnerOfList } from '../conversions/partner-filter.tsx';
import { PayoutTabs } from '../payouts/payout-tabs.tsx';
import { requestColumns } from './request-columns.tsx';
import { useReject } from './use-reject.tsx';

const route = getRouteApi('/operator/payouts/requests');

/** Payouts that were asked for, each set aside until it is in a batch or rejected. */
export function RequestsPage() {
  const search = route.useSearch();
  const { filter, choose, pick, page } = useListSearch(search);
  const { state, affiliateId } = filter;
  const list = trpc.payouts.listRequests.useInfiniteQuery(
    { state: state === 'all' ? undefined : (state ?? 'requested'), affiliateId, limit: PAGE_SIZE },
    byCursor,
  );
  const { reject, dialog } = useReject();
  const columns = useMemo(() => requestColumns({ reject }), [reject]);
  return (
    <ListPage
      title="Payout requests"
      description="What was asked for outside of your usual payouts. Each amount is set aside until it is paid or rejected."
      notice={<PayoutTabs open="requests" />}
      filtersLabel="Filter requests"
      filters={
        <>
          <ChoiceFilter
            label="State"
            any="Waiting"
            choices={{ batched: 'In a payout', rejected: 'Rejected', all: 'All of them' }}
            {...pick('state')}
          />
          <PartnerOfList filter={filter} choose={choose} />
        </>
      }
      {...page}
      rows={usePagedRows(list)}
      noun="request"
      noMatchHint="No request of that state and partner."
      empty={<NoRequests />}
      columns={columns}
      rowKey={({ id }) => id}
      rowName={({ affiliateName }) => `Request of ${affiliateName}`}
    >
      {dialog}
    </ListPage>
  );
}

function NoRequests() {
  return (
    <EmptyState icon={IconHandStop} title="No request waits">
      Request a payout on the page of a partner, under Payouts, when one should not wait for your next batch.
    </EmptyState>
  );
}
