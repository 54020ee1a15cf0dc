import { IconHistoryToggle } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { type Sort, useListSearch } from '../../ui/list-search.ts';
import { changeColumns } from './change-columns.tsx';
import { describeChange, kindNames } from './change-words.ts';

const NEWEST_FIRST: Sort = { by: 'createdAt', order: 'desc' };

const route = getRouteApi('/operator/changes');

/** Changes of many rows that were made, each with its undo while there is one. */
export function ChangesPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, clear, sorting } = useListSearch(search, NEWEST_FIRST);
  const list = trpc.bulk.listChanges.useInfiniteQuery(
    { kind: filter.kind, order: sorting.current.order, withTotal: true, limit: PAGE_SIZE },
    byCursor,
  );
  return (
    <ListPage
      title="Bulk changes"
      description="Changes of many rows in the last 30 days. Undo gives rows back what they had before, except those that somebody changed since. Steps of conversions cannot be undone."
      filtersLabel="Filter bulk changes"
      filters={
        <ChoiceFilter
          label="Of"
          any="Everything"
          choices={kindNames}
          value={filter.kind}
          onChoose={(kind) => choose({ kind })}
        />
      }
      search={search}
      rows={usePagedRows(list)}
      noun="change"
      clearFilters={isFiltered ? clear : undefined}
      empty={
        <EmptyState icon={IconHistoryToggle} title="No bulk changes yet">
          Select rows in Products, Partners, Conversions or Alerts to change many of them at once.
        </EmptyState>
      }
      columns={changeColumns}
      rowKey={({ id }) => id}
      rowName={describeChange}
      sorting={sorting}
    />
  );
}
