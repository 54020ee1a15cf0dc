import { IconBook2 } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { useListDays } from '../../hub/list-days.tsx';
import { StillListNews } from '../../hub/live/list-news.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { PartnerOfList } from '../conversions/partner-filter.tsx';
import { LedgerTabs } from './ledger-tabs.tsx';
import { transferColumns } from './transfer-columns.tsx';
import { accountNames, causeNames } from './transfer-words.ts';
import { useCurrencies } from './use-currencies.ts';

const route = getRouteApi('/operator/ledger/transfers');

/** All transfers of the ledger, newest first. None of them ever changes. */
export function TransfersPage() {
  const search = route.useSearch();
  const { filter, choose, pick, page } = useListSearch(search);
  const { account, cause, currency, affiliateId, conversionId } = filter;
  const days = useListDays({ filter, choose }, 'Booked any day');
  const wanted = { account, cause, currency, affiliateId, conversionId, from: days.from, to: days.to };
  const list = trpc.ledger.listTransfers.useInfiniteQuery(
    { ...wanted, limit: PAGE_SIZE, withTotal: true },
    { ...byCursor, enabled: days.isReady },
  );
  const rows = days.over(usePagedRows(list));
  return (
    <ListPage
      title="Transfers"
      description="Money that moved from one account to another. A transfer is never changed: what was wrong is booked back."
      notice={
        <>
          <LedgerTabs open="transfers" />
          <StillListNews
            search={search}
            updatedAt={rows.updatedAt}
            topics={['orders']}
            words="Show what is new"
            refresh={list.refetch}
          />
        </>
      }
      filtersLabel="Filter transfers"
      filters={
        <>
          {days.field}
          <ChoiceFilter label="Account" any="Any account" choices={accountNames} {...pick('account')} />
          <ChoiceFilter label="Cause" any="Any cause" choices={causeNames} {...pick('cause')} />
          <CurrencyFilter {...pick('currency')} />
          <PartnerOfList filter={filter} choose={choose} />
        </>
      }
      {...page}
      rows={rows}
      noun="transfer"
      noMatchHint="No transfer matches all of the filters."
      empty={<NoTransfers />}
      columns={transferColumns}
      rowKey={({ id }) => id}
      rowName={({ id }) => `Transfer ${id}`}
      opensRows
      exportButton={<ExportButton list="transfers" query={wanted} isWaiting={!days.isReady} />}
    />
  );
}

/** Shows nothing while everything is in one currency. */
function CurrencyFilter(props: {
  value: string | undefined;
  onChoose: (currency: string | undefined) => void;
}) {
  const { value } = props;
  const known = useCurrencies();
  const all = value === undefined || known.includes(value) ? known : [value, ...known];
  if (all.length < 2 && value === undefined) return null;
  return (
    <ChoiceFilter
      label="Currency"
      any="Any currency"
      choices={Object.fromEntries(all.map((code) => [code, code]))}
      {...props}
    />
  );
}

function NoTransfers() {
  return (
    <EmptyState icon={IconBook2} title="Nothing is booked yet">
      Each commission, refund and payment appears here as soon as it is booked.
    </EmptyState>
  );
}
