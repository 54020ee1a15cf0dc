import { IconListSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { useListRange } from '../../hub/list-range.ts';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { chosenRange, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { type Sort, useListSearch } from '../../ui/list-search.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { auditColumns } from './audit-columns.tsx';
import { describeAction, domains } from './audit-labels.ts';
import { PersonFilter } from './person-filter.tsx';

const NEWEST_FIRST: Sort = { by: 'at', order: 'desc' };

const route = getRouteApi('/operator/audit');

export function AuditPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, clear, sorting } = useListSearch(search, NEWEST_FIRST);
  const range = chosenRange(filter);
  const days = useListRange(range, useTimeZone());
  const input = {
    ...(filter.domain ? { action: filter.domain } : {}),
    ...(filter.actorId ? { actorId: filter.actorId } : {}),
    ...(days.from === undefined ? {} : { from: days.from }),
    ...(days.to === undefined ? {} : { until: days.to }),
  };
  const list = trpc.audit.listEntries.useInfiniteQuery(
    { ...input, order: sorting.current.order, withTotal: true, limit: PAGE_SIZE },
    { ...byCursor, enabled: days.isReady },
  );
  return (
    <ListPage
      title="Audit log"
      description="Who changed what. Nobody can change or delete an entry. Stock movements have a list of their own."
      filtersLabel="Filter the audit log"
      filters={
        <>
          <DateRangeField
            range={range}
            any={{ label: 'Any day', onChoose: () => choose(searchOfRange(null)) }}
            onChoose={(chosen) => choose(searchOfRange(chosen))}
            resolved={days.resolved}
          />
          <ChoiceFilter
            label="Area"
            any="Everything"
            choices={domains}
            value={filter.domain}
            onChoose={(domain) => choose({ domain })}
          />
          <PersonFilter value={filter.actorId} onChoose={(actorId) => choose({ actorId })} />
        </>
      }
      search={search}
      rows={days.over(usePagedRows(list))}
      noun="entry"
      clearFilters={isFiltered ? clear : undefined}
      sorting={sorting}
      empty={
        <EmptyState icon={IconListSearch} title="Nothing has changed yet">
          Changes to partners, orders, products, people, keys and storefronts appear here.
        </EmptyState>
      }
      columns={auditColumns}
      exportButton={
        <ExportButton
          list="auditLog"
          query={{ ...input, order: sorting.current.order }}
          isWaiting={!days.isReady}
        />
      }
      rowKey={({ id }) => id}
      rowName={({ action, subjectId }) => `${describeAction(action)} ${subjectId}`}
    />
  );
}
