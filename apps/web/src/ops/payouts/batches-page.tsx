import { IconCash } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useListDays } from '../../hub/list-days.tsx';
import { StillListNews } from '../../hub/live/list-news.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { StorefrontFilter } from '../orders/storefront-filter.tsx';
import { useStorefrontName, useStorefronts } from '../orders/use-storefronts.ts';
import { batchColumns } from './batch-columns.tsx';
import { batchName, batchStateNames, kindNames, railNames } from './batch-words.ts';
import { DueNow } from './due-now.tsx';
import { PayoutTabs } from './payout-tabs.tsx';

const route = getRouteApi('/operator/payouts');

const stateChoices = { ...batchStateNames, unsettled: 'Handed over, not settled' };

/** Batches of payments to partners, newest first, below what could be paid now. */
export function BatchesPage() {
  const search = route.useSearch();
  const { filter, choose, pick, page } = useListSearch(search);
  const { state, rail, kind, storefront } = filter;
  const days = useListDays({ filter, choose }, 'Drafted any day');
  const wanted = { state, rail, kind, storefront, from: days.from, to: days.to };
  const list = trpc.payouts.listBatches.useInfiniteQuery(
    { ...wanted, limit: PAGE_SIZE, withTotal: true },
    { ...byCursor, enabled: days.isReady },
  );
  const cache = trpc.useUtils();
  const rows = days.over(usePagedRows(list));
  const hasStorefronts = useStorefronts().length > 1;
  const nameOf = useStorefrontName();
  const columns = useMemo(
    () => batchColumns({ nameOf: hasStorefronts ? nameOf : undefined }),
    [hasStorefronts, nameOf],
  );
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
          <StillListNews
            search={search}
            updatedAt={rows.updatedAt}
            topics={['orders']}
            words="Show what changed"
            refresh={() => cache.payouts.invalidate()}
          />
        </>
      }
      filtersLabel="Filter payouts"
      filters={
        <>
          {days.field}
          <ChoiceFilter label="State" any="Any state" choices={stateChoices} {...pick('state')} />
          <ChoiceFilter label="Paid by" any="Any way" choices={railNames} {...pick('rail')} />
          <ChoiceFilter label="Kind" any="Any kind" choices={kindNames} {...pick('kind')} />
          <StorefrontFilter chosen={storefront} onChoose={(chosen) => choose({ storefront: chosen })} />
        </>
      }
      {...page}
      rows={rows}
      noun="payout"
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
