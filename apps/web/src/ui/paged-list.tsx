import { Button, Center, Text } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { DataTableSkeleton } from './data-table.tsx';
import { EmptyState } from './empty-state.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type Loadable, LoadableView } from './loadable.tsx';

/** The rows of a list so far, and how to load more of them. */
export interface PagedRows<Row> extends Loadable<readonly Row[]> {
  hasMore: boolean;
  isLoadingMore: boolean;
  isMoreFailed: boolean;
  loadMore: () => unknown;
}

export interface PagedListProps<Row> {
  /** Null: the list has none. */
  filters: ReactNode;
  /** Names the filters for screen readers. */
  filtersLabel: string;
  rows: PagedRows<Row>;
  /** The word for one row, as in `12 affiliates`. */
  noun: string;
  /** Replaces the table while the list is empty. */
  empty: ReactNode;
  /** Clears the filters. If set, an empty list means that no row matches. */
  clearFilters?: (() => void) | undefined;
  noMatchHint?: string;
  table: (rows: readonly Row[]) => ReactNode;
}

/** Filters above a table that loads page by page. */
export function PagedList<Row>(props: PagedListProps<Row>) {
  const { rows, noun, clearFilters } = props;
  return (
    <>
      {props.filters === null ? null : <FilterBar label={props.filtersLabel}>{props.filters}</FilterBar>}
      <LoadableView source={rows} loading={<DataTableSkeleton />}>
        {(loaded) => {
          if (loaded.length > 0) {
            return (
              <>
                {props.table(loaded)}
                <LoadMore rows={rows} shown={loaded.length} noun={noun} />
              </>
            );
          }
          return clearFilters === undefined ? (
            props.empty
          ) : (
            <NoMatch noun={noun} hint={props.noMatchHint} onClear={clearFilters} />
          );
        }}
      </LoadableView>
    </>
  );
}

function NoMatch(props: { noun: string; hint: string | undefined; onClear: () => void }) {
  return (
    <EmptyState
      icon={IconSearchOff}
      title={`No ${props.noun} matches`}
      action={
        <Button variant="default" onClick={props.onClear}>
          Clear filters
        </Button>
      }
    >
      {props.hint ?? 'Nothing matches all of the filters.'}
    </EmptyState>
  );
}

/** The foot of a list: a button for the next page, or the number of rows when all are shown. */
function LoadMore({ rows, shown, noun }: { rows: PagedRows<unknown>; shown: number; noun: string }) {
  return (
    <Center p="sm" style={{ flexDirection: 'column', gap: 8, borderTop: '1px solid var(--hub-line)' }}>
      {rows.isMoreFailed ? (
        <Text fz="sm" c="var(--hub-bad-text)" role="alert">
          {rows.failure}
        </Text>
      ) : null}
      {rows.hasMore ? (
        <Button
          variant="subtle"
          size="compact-sm"
          loading={rows.isLoadingMore}
          onClick={() => void rows.loadMore()}
        >
          Load more
        </Button>
      ) : (
        <Text fz={13} c="dimmed" role="status">
          {shown} {shown === 1 ? noun : `${noun}s`}
        </Text>
      )}
    </Center>
  );
}
