import { Button, Center, Text } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { CountLine } from './count-line.tsx';
import { EmptyState } from './empty-state.tsx';
import { FilterBar } from './filter-bar.tsx';
import classes from './list-page.module.css';
import { LoadableView } from './loadable.tsx';
import type { PagedRows } from './paged-rows.ts';
import { DataTableSkeleton } from './table-skeleton.tsx';

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
  /** Stands beside the number of rows. */
  tools?: ReactNode;
}

/** Filters above a table that loads page by page. */
export function PagedList<Row>(props: PagedListProps<Row>) {
  const { rows, noun, clearFilters } = props;
  const body = useRef<HTMLDivElement>(null);
  return (
    <>
      {props.filters === null ? null : <FilterBar label={props.filtersLabel}>{props.filters}</FilterBar>}
      <LoadableView source={rows} loading={<DataTableSkeleton />}>
        {(loaded) => {
          if (loaded.length > 0) {
            return (
              <>
                <div className={classes.tools}>
                  <CountLine
                    rows={rows}
                    shown={loaded.length}
                    noun={noun}
                    isFiltered={clearFilters !== undefined}
                  />
                  {props.tools}
                </div>
                <div ref={body} data-outdated={rows.isOutdated} className={classes.body}>
                  {props.table(loaded)}
                </div>
                <LoadMore rows={rows} shown={loaded.length} list={body} />
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

/** Loads the next page, and then leads whoever pressed the button to the first new row. */
function LoadMore(props: {
  rows: PagedRows<unknown>;
  shown: number;
  list: RefObject<HTMLDivElement | null>;
}) {
  const { rows, shown, list } = props;
  const awaited = useRef<number | null>(null);
  useEffect(() => {
    if (awaited.current === null || shown <= awaited.current) return;
    focusRow(list.current, `[data-index="${awaited.current}"]`);
    awaited.current = null;
  }, [shown, list]);
  if (!rows.hasMore && rows.moreFailure === undefined) return null;
  return (
    <Center className={classes.foot}>
      {rows.moreFailure === undefined ? null : (
        <Text fz="sm" c="var(--hub-bad-text)" role="alert">
          {rows.moreFailure}
        </Text>
      )}
      <Button
        variant="subtle"
        size="compact-md"
        fz="sm"
        loading={rows.isLoadingMore}
        onClick={() => {
          awaited.current = shown;
          void rows.loadMore();
        }}
      >
        {rows.moreFailure === undefined ? 'Load more' : 'Try again'}
      </Button>
    </Center>
  );
}

/** Gives the focus to the link of a row, or else to the row. Returns whether the row is there. */
export function focusRow(list: HTMLElement | null, selector: string): boolean {
  const row = list?.querySelector<HTMLElement>(selector);
  if (row === null || row === undefined) return false;
  (row.querySelector<HTMLElement>('[data-title-cell] a[href]') ?? row).focus();
  return true;
}
