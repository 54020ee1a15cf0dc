import { getRouteApi } from '@tanstack/react-router';
import { useRef } from 'react';
import { BulkHistoryLink } from '../../hub/bulk/bulk-history-link.tsx';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { useListRange } from '../../hub/list-range.ts';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { useListViews } from '../../hub/views/use-list-views.tsx';
import { totalWords } from '../../ui/count-line.tsx';
import { chosenRange, searchOfRange } from '../../ui/date-range.ts';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { useSelection } from '../../ui/selection.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { alertColumns } from './alert-columns.tsx';
import { AlertFilters } from './alert-filters.tsx';
import { AlertNews } from './alert-news.tsx';
import type { AlertTarget } from './alert-rules.ts';
import {
  type AlertFilter,
  type AlertState,
  type AlertsSearch,
  alertSorts,
  WORST_FIRST,
} from './alert-search.ts';
import { AlertTabs } from './alert-tabs.tsx';
import { AlertButtons } from './bulk-actions.tsx';
import { MutedNote } from './muted-note.tsx';
import { NoAlerts } from './no-alerts.tsx';

/** What the person did on this page comes back as news of the hub. For so long, the list just loads anew. */
const OWN_NEWS_MILLISECONDS = 5_000;

const route = getRouteApi('/operator/alerts');

/** Shortages, the most urgent first. */
export function AlertsPage() {
  const search = route.useSearch();
  const { filter, choose, type, sorting } = useListSearch<AlertsSearch>(search, WORST_FIRST);
  const { status, ...others } = filter;
  const shown: AlertState = status ?? 'active';
  const isNarrowed = Object.values(others).some((value) => value !== undefined);
  const zone = useTimeZone();
  const range = chosenRange(filter);
  const days = useListRange(range, zone);
  const wanted = {
    status: shown,
    sku: filter.sku,
    match: filter.match,
    severity: filter.severity,
    openedFrom: days.from,
    openedTo: days.to,
  };
  const sorted = {
    ...wanted,
    sort: alertSorts.find((sort) => sort === sorting.current.by),
    order: sorting.current.order,
  };
  const list = trpc.alerts.listEpisodes.useInfiniteQuery(
    { ...sorted, limit: PAGE_SIZE, withTotal: true },
    { ...byCursor, enabled: days.isReady },
  );
  const rows = days.over(usePagedRows(list));
  const selection = useSelection(wanted);
  const views = useListViews('alerts', { search, columns: alertColumns, all: 'All alerts' });
  const mayAct = useMay('operator');
  const actedAt = useRef(0);
  const isFollowing = () => rows.data?.length === 0 || Date.now() - actedAt.current < OWN_NEWS_MILLISECONDS;

  return (
    <ListPage
      title="Alerts"
      description="One alert for each shortage, from the moment stock falls below its threshold until it is back."
      notice={
        <>
          <AlertTabs open={shown} hasCounts={!isNarrowed} />
          {shown === 'active' || shown === 'open' ? <MutedNote /> : null}
          <AlertNews
            key={`${JSON.stringify(search)} ${rows.updatedAt}`}
            filter={wanted}
            asOf={rows.asOf}
            isFollowing={isFollowing}
            refresh={list.refetch}
          />
        </>
      }
      filtersLabel="Filter alerts"
      filters={
        <AlertFilters filter={filter} range={range} days={days.resolved} onChoose={choose} onType={type} />
      }
      search={search}
      rows={rows}
      noun="alert"
      // The tab is not a filter to clear.
      clearFilters={
        isNarrowed
          ? () => choose({ sku: undefined, match: undefined, severity: undefined, ...searchOfRange(null) })
          : undefined
      }
      noMatchHint="Search finds SKUs by how they begin."
      empty={<NoAlerts shown={shown} />}
      columns={alertColumns}
      views={views}
      rowKey={({ id }) => id}
      rowName={({ sku }) => sku}
      opensRows
      sorting={sorting}
      history={<BulkHistoryLink kind="alerts" />}
      exportButton={<ExportButton list="alerts" query={sorted} isWaiting={!days.isReady} />}
      selection={shown === 'resolved' || !mayAct ? undefined : selection}
      canSelectAll
      bulkActions={
        <AlertButtons
          target={targetOf()}
          onDone={() => {
            actedAt.current = Date.now();
            selection.clear();
          }}
        />
      }
    />
  );

  function targetOf(): AlertTarget {
    const chosen = selection.selection;
    if (chosen.kind === 'all') {
      return {
        kind: 'all',
        // Resolved alerts cannot be selected.
        filter: { ...chosen.filter, status: shown === 'resolved' ? 'active' : shown } satisfies AlertFilter,
        asOf: chosen.asOf,
        words: totalWords(rows.total ?? { count: chosen.count, isMore: false }, 'alert'),
      };
    }
    const known = rows.data?.filter(({ id }) => selection.has(id)) ?? [];
    return { kind: 'some', ids: [...chosen.keys].map(String), statuses: known.map((row) => row.status) };
  }
}
