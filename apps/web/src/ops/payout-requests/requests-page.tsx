import { IconHandStop } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { useMay } from '../../hub/session.ts';
import { type PayoutRequest, trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { PartnerFilter } from '../conversions/partner-filter.tsx';
import { PayoutTabs } from '../payouts/payout-tabs.tsx';
import { requestColumns } from './request-columns.tsx';

const rejectDialog = onIntent(() => import('./reject-dialog.tsx'), 'RejectDialog');

const route = getRouteApi('/operator/payouts/requests');

/** Payouts that were asked for, each set aside until it is in a batch or rejected. */
export function RequestsPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, clear } = useListSearch(search);
  const { state, affiliateId, affiliate } = filter;
  const [rejected, setRejected] = useState<PayoutRequest | null>(null);
  const [isOpen, setOpen] = useState(false);
  const list = trpc.payouts.listRequests.useInfiniteQuery(
    { state: state === 'all' ? undefined : (state ?? 'requested'), affiliateId, limit: PAGE_SIZE },
    byCursor,
  );
  const mayAct = useMay('operator');
  const columns = useMemo(() => {
    const ask = (request: PayoutRequest) => {
      setRejected(request);
      setOpen(true);
    };
    return requestColumns({ reject: mayAct ? ask : undefined });
  }, [mayAct]);
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
            choices={{ batched: 'In a batch', rejected: 'Rejected', all: 'All of them' }}
            value={state}
            onChoose={(chosen) => choose({ state: chosen })}
          />
          <PartnerFilter
            key={affiliateId ?? 'any'}
            chosen={affiliateId === undefined ? null : { id: affiliateId, handle: affiliate }}
            onChoose={(chosen) => choose({ affiliateId: chosen?.id, affiliate: chosen?.handle })}
          />
        </>
      }
      search={search}
      rows={usePagedRows(list)}
      noun="request"
      clearFilters={isFiltered ? clear : undefined}
      noMatchHint="No request of that state and partner."
      empty={<NoRequests />}
      columns={columns}
      rowKey={({ id }) => id}
      rowName={({ affiliateName }) => `Request of ${affiliateName}`}
    >
      <Late part={rejectDialog} isOpen={isOpen} request={rejected} onClose={() => setOpen(false)} />
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
