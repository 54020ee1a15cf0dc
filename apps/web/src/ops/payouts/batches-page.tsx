import { IconCash } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useListRange } from '../../hub/list-range.ts';
import { ListNews } from '../../hub/live/list-news.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { chosenRange, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { StorefrontFilter } from '../orders/storefront-filter.tsx';
import { useStorefronts } from '../orders/use-storefronts.ts';
import { batchColumns } from './batch-columns.tsx';
import { batchName, batchStateNames, kindNames, railNames } from './batch-words.ts';
import { DueNow } from './due-now.tsx';
import { PayoutTabs } from './payout-tabs.tsx';

const route = getRouteApi('/operator/payouts');

/** Batches of payments to partners, newest first, below what could be paid now. */
export function BatchesPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, clear } = useListSearch(search);
  const { state, rail, kind, storefront } = filter;
  const range = chosenRange(filter);
  const days = useListRange(range, useTimeZone());
  const wanted = { state, rail, kind, storefront, from: days.from, to: days.to };
  const list = trpc.payouts.listBatches.useInfiniteQuery(
    { ...wanted, limit: PAGE_SIZE, withTotal: true },
    { ...byCursor, enabled: days.isReady },
  );
  const cache = trpc.useUtils();
  const rows = days.over(usePagedRows(list));
  const hasStorefronts = useStorefronts().length > 1;
  const columns = useMemo(() => batchColumns({ hasStorefronts }), [hasStorefronts]);
  return (
    <ListPage
      title="Payouts"
      description="Payments to partners, made together. One person drafts a payout, another approves it, and each payment is followed until it has arrived."
      action={
        <OperatorOnly>
          <ButtonLink to="/payouts/new" search={{ storefront }}>
            Prepare payout
          </ButtonLink>
        </OperatorOnly>
      }
      notice={
        <>
          <PayoutTabs open="batches" />
          <DueNow storefront={storefront} />
          <ListNews
            key={`${JSON.stringify(search)} ${rows.updatedAt}`}
            topics={['orders']}
            words="Show what changed"
            isFollowing={() => false}
            refresh={() => cache.payouts.invalidate()}
          />
        </>
      }
      filtersLabel="Filter payouts"
      filters={
        <>
          <DateRangeField
            range={range}
            any={{ label: 'Drafted any day', onChoose: () => choose(searchOfRange(null)) }}
            onChoose={(chosen) => choose(searchOfRange(chosen))}
            resolved={days.resolved}
          />
          <ChoiceFilter
            label="State"
            any="Any state"
            choices={batchStateNames}
            value={state}
            onChoose={(chosen) => choose({ state: chosen })}
          />
          <ChoiceFilter
            label="Paid by"
            any="Any way"
            choices={railNames}
            value={rail}
            onChoose={(chosen) => choose({ rail: chosen })}
          />
          <ChoiceFilter
            label="Kind"
            any="Any kind"
            choices={kindNames}
            value={kind}
            onChoose={(chosen) => choose({ kind: chosen })}
          />
          <StorefrontFilter chosen={storefront} onChoose={(chosen) => choose({ storefront: chosen })} />
        </>
      }
      search={search}
      rows={rows}
      noun="payout"
      clearFilters={isFiltered ? clear : undefined}
      noMatchHint="No payout matches all of the filters."
      empty={<NoBatches />}
      columns={columns}
      rowKey={({ id }) => id ?? 0}
      rowName={({ id }) => batchName(id)}
      opensRows
    />
  );
}

function NoBatches() {
  return (
    <EmptyState
      icon={IconCash}
      title="No payouts yet"
      action={
        <OperatorOnly>
          <ButtonLink to="/payouts/new" search={{}} variant="default">
            Prepare the first payout
          </ButtonLink>
        </OperatorOnly>
      }
    >
      Commissions can be paid once they are approved and their holding time is over. Prepare a payout to see
      who would be paid how much; nothing is paid by looking.
    </EmptyState>
  );
}
