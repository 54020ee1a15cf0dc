import { IconReceipt } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { BulkHistoryLink } from '../../hub/bulk/bulk-history-link.tsx';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { StillListNews } from '../../hub/live/list-news.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { useMay } from '../../hub/session.ts';
import { type Conversion, trpc } from '../../hub/trpc.ts';
import { useListViews } from '../../hub/views/use-list-views.tsx';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { chosenRows, useSelection } from '../../ui/selection.ts';
import { conversionColumns } from './conversion-columns.tsx';
import { conversionStatusNames } from './conversion-tags.tsx';
import { PartnerOfList } from './partner-filter.tsx';
import { useConversionActions } from './use-conversion-actions.ts';

const route = getRouteApi('/operator/conversions');

const bulkActions = onIntent(() => import('./conversion-bulk.tsx'), 'ConversionBulkActions');

export function ConversionsPage() {
  const search = route.useSearch();
  const { filter, choose, type, pick, page } = useListSearch(search);
  const { affiliateId, status, kind, orderId } = filter;
  const wanted = { affiliateId, status, kind, orderId };
  const { list, put } = useConversions(wanted);
  const selection = useSelection(wanted);
  const rows = usePagedRows(list);
  const { ask, busy } = useConversionActions({ onChanged: put, onUnsure: list.refetch });
  const mayAct = useMay('operator');
  const columns = useMemo(
    () =>
      conversionColumns({
        ask: mayAct ? ask : undefined,
        busy,
        isMoved: (conversion) =>
          (status !== undefined && status !== conversion.status) ||
          (kind !== undefined && kind !== conversion.kind),
      }),
    [ask, mayAct, busy, status, kind],
  );
  const views = useListViews('conversions', { search, columns, all: 'All conversions' });

  return (
    <ListPage
      title="Conversions"
      description="Orders that partners brought in. A verified order pays its commission once you approve it. A claim pays nothing until you verify it."
      action={
        <ButtonLink to="/conversions/refunds" variant="default">
          Refunds without an order
        </ButtonLink>
      }
      notice={
        <StillListNews search={search} topics={['orders']} words="Show what changed" refresh={list.refetch} />
      }
      filtersLabel="Filter conversions"
      filters={
        <>
          <SearchField
            label="Order id"
            placeholder="Full order id"
            value={orderId ?? ''}
            onSearch={(text) => type({ orderId: text === '' ? undefined : text })}
          />
          <ChoiceFilter label="Status" any="Any status" choices={conversionStatusNames} {...pick('status')} />
          <ChoiceFilter
            label="Kind"
            any="Any kind"
            choices={{ verified: 'Verified', claim: 'Claim' }}
            {...pick('kind')}
          />
          <PartnerOfList filter={filter} choose={choose} />
        </>
      }
      {...page}
      rows={rows}
      noun="conversion"
      noMatchHint="Search needs the full order id. Capital and small letters are the same."
      empty={<NoConversions />}
      columns={columns}
      views={views}
      rowKey={({ id }) => id}
      rowName={(conversion) => `Order ${conversion.orderId}`}
      opensRows
      history={<BulkHistoryLink kind="conversions" />}
      exportButton={<ExportButton list="conversions" query={wanted} />}
      selection={mayAct ? selection : undefined}
      canSelectAll
      bulkActions={<Late part={bulkActions} isOpen rows={chosenRows(selection)} onDone={selection.clear} />}
    />
  );
}

interface Wanted {
  affiliateId: number | undefined;
  status: Conversion['status'] | undefined;
  kind: Conversion['kind'] | undefined;
  orderId: string | undefined;
}

/**
 * The list, and `put`, which shows a changed conversion in its place. The list is never loaded anew by itself: a row that
 * was changed here stays where it is until the person asks for the list.
 */
function useConversions({ affiliateId, status, kind, orderId }: Wanted) {
  const input = useMemo(
    () => ({ limit: PAGE_SIZE, withTotal: true, affiliateId, status, kind, orderId }),
    [affiliateId, status, kind, orderId],
  );
  const cache = trpc.useUtils();
  const list = trpc.affiliates.listConversions.useInfiniteQuery(input, {
    ...byCursor,
    refetchOnWindowFocus: false,
  });
  const put = useCallback(
    (changed: Conversion) =>
      cache.affiliates.listConversions.setInfiniteData(input, (data) =>
        data === undefined
          ? data
          : {
              ...data,
              pages: data.pages.map((page) => ({
                ...page,
                items: page.items.map((row) => (row.id === changed.id ? changed : row)),
              })),
            },
      ),
    [cache, input],
  );
  return { list, put };
}

function NoConversions() {
  return (
    <EmptyState
      icon={IconReceipt}
      title="No conversions yet"
      action={
        <ButtonLink to="/affiliates" search={{}} variant="default">
          Get a tracking snippet
        </ButtonLink>
      }
    >
      They appear as soon as your storefront reports an order for a partner.
    </EmptyState>
  );
}
