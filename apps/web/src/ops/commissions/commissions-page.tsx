import { IconCoins } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { StillListNews } from '../../hub/live/list-news.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { useMay } from '../../hub/session.ts';
import { type Commission, trpc } from '../../hub/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { chosenRows, useSelection } from '../../ui/selection.ts';
import { PartnerOfList } from '../conversions/partner-filter.tsx';
import { useConversionActions } from '../conversions/use-conversion-actions.ts';
import { commissionColumns } from './commission-columns.tsx';
import { stateMeaning } from './commission-state.tsx';
import { CommissionTabs } from './commission-tabs.tsx';

const route = getRouteApi('/operator/commissions');

const bulkActions = onIntent(() => import('../conversions/conversion-bulk.tsx'), 'ConversionBulkActions');

/** What partners earn by orders, by where it stands. */
export function CommissionsPage() {
  const search = route.useSearch();
  const { filter, choose, type } = useListSearch(search);
  const { state, affiliateId, orderId } = filter;
  const wanted = { state, affiliateId, orderId };
  const { list, renew } = useCommissions(wanted);
  const selection = useSelection(wanted);
  const { ask, busy } = useConversionActions({
    onChanged: ({ id }) => void renew(id),
    onUnsure: list.refetch,
  });
  const mayAct = useMay('operator');
  const columns = useMemo(
    () => commissionColumns({ ask: mayAct ? ask : undefined, busy, state }),
    [ask, mayAct, busy, state],
  );
  const isNarrowed = affiliateId !== undefined || orderId !== undefined;
  const clear = () => choose({ affiliateId: undefined, affiliate: undefined, orderId: undefined });

  return (
    <ListPage
      title="Commissions"
      description="What partners earn by orders. A commission may be paid once it is approved and its holding time is over."
      notice={
        <>
          <CommissionTabs open={state ?? 'all'} />
          <StillListNews
            search={search}
            topics={['orders']}
            words="Show what changed"
            refresh={list.refetch}
          />
        </>
      }
      filtersLabel="Filter commissions"
      filters={
        <>
          <SearchField
            label="Order id"
            placeholder="Full order id"
            value={orderId ?? ''}
            onSearch={(text) => type({ orderId: text === '' ? undefined : text })}
          />
          <PartnerOfList filter={filter} choose={choose} />
        </>
      }
      search={search}
      rows={usePagedRows(list)}
      noun="commission"
      clearFilters={isNarrowed ? clear : undefined}
      noMatchHint="Search needs the full order id. Capital and small letters are the same."
      empty={<NoCommissions state={state} />}
      columns={columns}
      rowKey={({ conversionId }) => conversionId}
      rowName={(commission) => `Commission of order ${commission.orderId}`}
      opensRows
      selection={mayAct ? selection : undefined}
      bulkActions={
        <Late part={bulkActions} isOpen rows={chosenRows(selection)} areVerified onDone={selection.clear} />
      }
    />
  );
}

interface Wanted {
  state: Commission['state'] | undefined;
  affiliateId: number | undefined;
  orderId: string | undefined;
}

/**
 * The list, and `renew`, which shows one commission as it is now in its place. The list is never loaded anew by itself: a
 * row that was changed here stays where it is until the person asks for the list.
 */
function useCommissions({ state, affiliateId, orderId }: Wanted) {
  const input = useMemo(
    () => ({ limit: PAGE_SIZE, withTotal: true, state, affiliateId, orderId }),
    [state, affiliateId, orderId],
  );
  const cache = trpc.useUtils();
  const list = trpc.commissions.listCommissions.useInfiniteQuery(input, {
    ...byCursor,
    refetchOnWindowFocus: false,
  });
  const { refetch } = list;
  const renew = useCallback(
    async (id: number) => {
      try {
        await cache.commissions.getCommissions.invalidate({ id });
        const { conversion } = await cache.commissions.getCommissions.fetch({ id });
        cache.commissions.listCommissions.setInfiniteData(input, (data) =>
          data === undefined
            ? data
            : {
                ...data,
                pages: data.pages.map((page) => ({
                  ...page,
                  items: page.items.map((row) => (row.conversionId === id ? conversion : row)),
                })),
              },
        );
      } catch {
        // It was changed, and only the look at it failed: the list says whether the hub answers.
        await refetch();
      }
    },
    [cache, input, refetch],
  );
  return { list, renew };
}

function NoCommissions({ state }: { state: Commission['state'] | undefined }) {
  if (state !== undefined) {
    return (
      <EmptyState icon={IconCoins} title={nothingIn[state]}>
        {hints[state] ?? stateMeaning[state]}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconCoins}
      title="No commissions yet"
      action={
        <ButtonLink to="/affiliates" search={{}} variant="default">
          Get a tracking snippet
        </ButtonLink>
      }
    >
      They appear as soon as your server reports an order that a partner brought.
    </EmptyState>
  );
}

const nothingIn: Readonly<Record<Commission['state'], string>> = {
  toApprove: 'Nothing waits for approval',
  maturing: 'Nothing waits for the end of its holding time',
  held: 'Nothing is held',
  payable: 'Nothing is due',
  paid: 'Nothing was paid yet',
  reversed: 'Nothing was taken back as a whole',
  void: 'Nothing was voided',
};

const hints: Readonly<Partial<Record<Commission['state'], string>>> = {
  toApprove: 'New commissions appear here, unless their rule approves them by itself.',
  held: 'Commissions appear here while the payment of their order is disputed.',
  payable: 'Commissions appear here once they are approved and their holding time is over.',
  paid: 'Mark a commission as paid after you have paid it.',
};
