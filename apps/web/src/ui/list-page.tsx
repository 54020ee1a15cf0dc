import { Group, Paper } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { DataTable } from './data-table.tsx';
import { useDensity } from './density.ts';
import { DensityChoice } from './density-choice.tsx';
import { DroppedParams } from './dropped-params.tsx';
import { PageHeader } from './page-header.tsx';
import { focusRow, PagedList, type PagedListProps } from './paged-list.tsx';
import type { RowKey, SelectionState } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import type { Column, DataTableProps } from './table-columns.ts';
import { useOpenedRow } from './trail.ts';
import { ZoneNote } from './zone-note.tsx';

interface ListPageProps<Row> extends Omit<PagedListProps<Row>, 'table' | 'tools'> {
  title: string;
  /** A sentence about the purpose of the list. */
  description: ReactNode;
  /** The main action, beside the title. */
  action?: ReactNode;
  /** What needs attention, above the list. */
  notice?: ReactNode;
  /** Keep them the same between renders: define them outside of the component, or use `useMemo`. */
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => RowKey;
  rowName: (row: Row) => string;
  /** A click on a row follows the link in its title cell. */
  opensRows?: boolean;
  /** Of `useListSearch`. Left out: the list cannot be sorted. */
  sorting?: DataTableProps<Row>['sorting'];
  /** The search of the route. With it, parts of an old address that mean nothing any more are said. */
  search?: object;
  /** Of `useSelection`, which takes the filter of the list. */
  selection?: SelectionState | undefined;
  /** The actions for selected rows. */
  bulkActions?: ReactNode;
  /** Whether the actions take `all` that match, and not only rows that are loaded. */
  canSelectAll?: boolean;
  /** The list shows no times, so it names no zone. */
  isTimeless?: boolean;
  /** Dialogs and drawers of the page. */
  children?: ReactNode;
}

/**
 * A page that consists of one list: filters and order in the address, a table that loads page by page, rows as high as
 * the person likes. After the way back from a row, that row has the focus.
 */
export function ListPage<Row>(props: ListPageProps<Row>) {
  const { title, description, action, notice, search, children, ...list } = props;
  const {
    columns,
    rowKey,
    rowName,
    opensRows,
    sorting,
    selection,
    bulkActions,
    canSelectAll,
    isTimeless,
    ...paged
  } = list;
  const [density, setDensity] = useDensity();
  const { opened, open } = useOpenedRow();
  const frame = useRef<HTMLDivElement>(null);
  useFocusOnReturn(frame, opened, list.rows.data !== undefined);
  const total = list.rows.hasMore ? list.rows.total : { count: list.rows.data?.length ?? 0, isMore: false };
  return (
    <>
      <PageHeader title={title} action={action}>
        {description}
      </PageHeader>
      {search === undefined ? null : <DroppedParams search={search} />}
      {notice}
      <Paper ref={frame}>
        <PagedList
          {...paged}
          tools={
            <Group gap="sm">
              {isTimeless === true ? null : <ZoneNote />}
              <DensityChoice density={density} onChoose={setDensity} />
            </Group>
          }
          table={(rows) => (
            <>
              {selection === undefined ? null : (
                <SelectionBar
                  selection={selection}
                  rows={list.rows}
                  noun={list.noun}
                  canSelectAll={canSelectAll ?? false}
                  actions={bulkActions}
                />
              )}
              <DataTable
                label={title}
                columns={columns}
                rows={rows}
                rowKey={rowKey}
                rowName={rowName}
                density={density}
                selection={selection}
                sorting={sorting}
                onOpen={opensRows === true ? open : undefined}
                rowCount={total === undefined || total.isMore ? undefined : total.count}
              />
            </>
          )}
        />
      </Paper>
      {children}
    </>
  );
}

/** Gives the focus to the row that was opened from here, once it is drawn: long lists draw it after scrolling to it. */
function useFocusOnReturn(
  frame: { current: HTMLElement | null },
  opened: string | undefined,
  isLoaded: boolean,
): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (opened === undefined || !isLoaded || isDone.current) return;
    let framesLeft = 30;
    let next = 0;
    const attempt = () => {
      // Somebody who is already elsewhere is left there.
      const isFree = document.activeElement === null || document.activeElement === document.body;
      isDone.current = !isFree || focusRow(frame.current, `[data-row-key="${CSS.escape(opened)}"]`);
      framesLeft -= 1;
      if (!isDone.current && framesLeft > 0) next = requestAnimationFrame(attempt);
    };
    attempt();
    return () => cancelAnimationFrame(next);
  }, [frame, opened, isLoaded]);
}
