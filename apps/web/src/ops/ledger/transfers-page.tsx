import { IconBook2 } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { useListRange } from '../../hub/list-range.ts';
import { ListNews } from '../../hub/live/list-news.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { chosenRange, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { PartnerFilter } from '../conversions/partner-filter.tsx';
import { LedgerTabs } from './ledger-tabs.tsx';
import { transferColumns } from './transfer-columns.tsx';
import { accountNames, causeNames } from './transfer-words.ts';
import { useCurrencies } from './use-currencies.ts';

const route = getRouteApi('/operator/ledger/transfers');

/** All transfers of the ledger, newest first. None of them ever changes. */
export function TransfersPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, clear } = useListSearch(search);
  const { account, cause, currency, affiliateId, affiliate, conversionId } = filter;
  const range = chosenRange(filter);
  const days = useListRange(range, useTimeZone());
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
          <ListNews
            key={`${JSON.stringify(search)} ${rows.updatedAt}`}
            topics={['orders']}
            words="Show what is new"
            isFollowing={() => false}
            refresh={list.refetch}
          />
        </>
      }
      filtersLabel="Filter transfers"
      filters={
        <>
          <DateRangeField
            range={range}
            any={{ label: 'Booked any day', onChoose: () => choose(searchOfRange(null)) }}
            onChoose={(chosen) => choose(searchOfRange(chosen))}
            resolved={days.resolved}
          />
          <ChoiceFilter
            label="Account"
            any="Any account"
            choices={accountNames}
            value={account}
            onChoose={(chosen) => choose({ account: chosen })}
          />
          <ChoiceFilter
            label="Cause"
            any="Any cause"
            choices={causeNames}
            value={cause}
            onChoose={(chosen) => choose({ cause: chosen })}
          />
          <CurrencyFilter chosen={currency} onChoose={(chosen) => choose({ currency: chosen })} />
          <PartnerFilter
            key={affiliateId ?? 'any'}
            chosen={affiliateId === undefined ? null : { id: affiliateId, handle: affiliate }}
            onChoose={(chosen) => choose({ affiliateId: chosen?.id, affiliate: chosen?.handle })}
          />
        </>
      }
      search={search}
      rows={rows}
      noun="transfer"
      clearFilters={isFiltered ? clear : undefined}
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
  chosen: string | undefined;
  onChoose: (currency: string | undefined) => void;
}) {
  const known = useCurrencies();
  const all = props.chosen === undefined || known.includes(props.chosen) ? known : [props.chosen, ...known];
  if (all.length < 2 && props.chosen === undefined) return null;
  return (
    <ChoiceFilter
      label="Currency"
      any="Any currency"
      choices={Object.fromEntries(all.map((code) => [code, code]))}
      value={props.chosen}
      onChoose={props.onChoose}
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
