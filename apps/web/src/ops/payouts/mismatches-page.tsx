import { IconCircleCheck } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { BackToList } from '../../ui/back-to-list.tsx';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { mismatchColumns } from './mismatch-columns.tsx';
import { useMismatch } from './use-mismatch.ts';

const route = getRouteApi('/operator/payouts/mismatches');

/** Payments of which more or less left than was owed, until somebody has decided whose the difference is. */
export function MismatchesPage() {
  const search = route.useSearch();
  const { pick, page } = useListSearch(search);
  const { state } = search;
  const list = trpc.payouts.listMismatches.useInfiniteQuery(
    { state: state === 'all' ? undefined : (state ?? 'open'), limit: PAGE_SIZE },
    byCursor,
  );
  const { ask, busy } = useMismatch();
  const mayAct = useMay('operator');
  const hasDecided = state !== undefined;
  const columns = useMemo(
    () => mismatchColumns({ decide: mayAct ? ask : undefined, busy, hasDecided }),
    [mayAct, ask, busy, hasDecided],
  );
  return (
    <>
      <BackToList path="/payouts">Payouts</BackToList>
      <ListPage
        title="Payments that differ"
        description="More or less left your account than was owed, or a payment was said to have failed and to have been paid. The difference is set aside until somebody decides whose it is."
        filtersLabel="Filter payments"
        filters={
          <ChoiceFilter
            label="State"
            any="To decide"
            choices={{ decided: 'Decided', all: 'All of them' }}
            {...pick('state')}
          />
        }
        {...page}
        rows={usePagedRows(list)}
        noun="payment"
        noMatchHint="Nothing was decided yet."
        empty={
          <EmptyState icon={IconCircleCheck} title="Nothing to decide">
            All payments left with the amounts that were owed.
          </EmptyState>
        }
        columns={columns}
        rowKey={({ id }) => id}
        rowName={({ affiliateName }) => `Payment to ${affiliateName}`}
        opensRows
      />
    </>
  );
}
