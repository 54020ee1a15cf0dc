import { IconFileImport } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { useListRange } from '../../hub/list-range.ts';
import { byCursor, PAGE_SIZE, usePagedRows, whileShort } from '../../hub/loadable.ts';
import { type ProductImport, trpc } from '../../hub/trpc.ts';
import { useListViews } from '../../hub/views/use-list-views.tsx';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { chosenRange, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import type { Column } from '../../ui/table-columns.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { ImportStatusTag, importStatusLabels } from './import-labels.tsx';
import { importSorts, NEWEST_FIRST } from './import-search.ts';

const REFRESH_MILLISECONDS = 10_000;

const columns: Column<ProductImport>[] = [
  {
    name: 'File',
    card: 'title',
    sort: 'fileName',
    orderNames: { asc: 'File name, A to Z', desc: 'File name, Z to A' },
    cell: ({ id, fileName, createdBy }) => (
      <Lines
        detail={
          <>
            by <bdi>{createdBy}</bdi>
          </>
        }
      >
        <AnchorLink to="/inventory/import/$id" params={{ id }} c="inherit" fz="sm" fw={550}>
          <bdi>{fileName}</bdi>
        </AnchorLink>
      </Lines>
    ),
  },
  { name: 'State', card: 'aside', cell: ({ status }) => <ImportStatusTag status={status} /> },
  count('New', ({ counts }) => counts.create),
  count('Changed', ({ counts }) => counts.update),
  {
    ...count('Problems', ({ counts }) => counts.problem),
    sort: 'problems',
    firstOrder: 'desc',
    orderNames: { asc: 'Fewest problems first', desc: 'Most problems first' },
  },
  {
    ...count('Applied', ({ applied }) => applied),
    sort: 'applied',
    firstOrder: 'desc',
    orderNames: { asc: 'Fewest lines applied first', desc: 'Most lines applied first' },
  },
  {
    name: 'Checked',
    sort: 'checked',
    firstOrder: 'desc',
    orderNames: { asc: 'Oldest first', desc: 'Newest first' },
    cell: ({ createdAt }) => <StackedTimestamp at={createdAt} />,
  },
];

function count(name: string, of: (row: ProductImport) => number): Column<ProductImport> {
  return { name, align: 'end', cell: (row) => <span className="hub-number">{formatCount(of(row))}</span> };
}

interface ImportsPage {
  imports: ProductImport[];
  nextCursor: string | null;
  total?: { count: number; isMore: boolean };
}

/** The rows of this list have a name of their own in the contract. */
const asPages = <Params,>({ pages, pageParams }: { pages: ImportsPage[]; pageParams: Params[] }) => ({
  pageParams,
  pages: pages.map(({ imports, ...page }) => ({ ...page, items: imports })),
});

const route = getRouteApi('/operator/inventory/import');

/** Files that were checked or applied, the last one first. */
export function RecentImports() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, clear, sorting } = useListSearch(search, NEWEST_FIRST);
  const views = useListViews('imports', { search, columns, all: 'All imports' });
  const range = chosenRange(filter);
  const days = useListRange(range, useTimeZone());
  const wanted = {
    status: filter.status,
    from: days.from,
    to: days.to,
    sort: importSorts.find((sort) => sort === sorting.current.by),
    order: sorting.current.order,
  };
  const list = trpc.imports.listImports.useInfiniteQuery(
    { ...wanted, withTotal: true, limit: PAGE_SIZE },
    {
      ...byCursor,
      select: asPages,
      enabled: days.isReady,
      refetchInterval: whileShort(REFRESH_MILLISECONDS),
    },
  );
  return (
    <ListPanel
      label="Imports"
      filtersLabel="Filter imports"
      filters={
        <>
          <DateRangeField
            range={range}
            any={{ label: 'Checked any day', onChoose: () => choose(searchOfRange(null)) }}
            onChoose={(chosen) => choose(searchOfRange(chosen))}
            resolved={days.resolved}
          />
          <ChoiceFilter
            label="State"
            any="Any state"
            choices={importStatusLabels}
            value={filter.status}
            onChoose={(status) => choose({ status })}
          />
        </>
      }
      rows={days.over(usePagedRows(list))}
      noun="import"
      clearFilters={isFiltered ? clear : undefined}
      empty={
        <EmptyState icon={IconFileImport} title="No imports yet">
          A file that you check appears here and waits until you apply or discard it.
        </EmptyState>
      }
      columns={columns}
      views={views}
      rowKey={({ id }) => id}
      rowName={({ fileName }) => fileName}
      opensRows
      sorting={sorting}
      exportButton={<ExportButton list="imports" query={wanted} isWaiting={!days.isReady} />}
    />
  );
}
