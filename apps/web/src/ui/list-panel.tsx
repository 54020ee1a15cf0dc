import { Paper } from '@mantine/core';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { DataTable } from './data-table.tsx';
import { useDensity } from './density.ts';
import { DensityChoice } from './density-choice.tsx';
import classes from './list-page.module.css';
import { focusRow, PagedList, type PagedListProps } from './paged-list.tsx';
import { eachOnce } from './paged-rows.ts';
import type { RowKey } from './row-key.ts';
import type { SelectionState } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import type { Column, DataTableProps } from './table-columns.ts';
import { useOpenedRow } from './trail.ts';
import { useFocusInRows } from './use-focus-in-rows.ts';
import { ZoneNote } from './zone-note.tsx';

export interface ListPanelProps<Row> extends Omit<PagedListProps<Row>, 'table' | 'tools'> {
  /** Names the table for screen readers. */
  label: string;
  /** Keep them the same between renders: define them outside of the component, or use `useMemo`. */
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => RowKey;
  rowName: (row: Row) => string;
  /** A click on a row follows the link in its title cell. */
  opensRows?: boolean;
  /** Of `useListSearch`. Left out: the list cannot be sorted. */
  sorting?: DataTableProps<Row>['sorting'];
  /** Of `useSelection`, which takes the filter of the list. */
  selection?: SelectionState | undefined;
  /** The actions for selected rows. */
  bulkActions?: ReactNode;
  /** Whether the actions take `all` that match, and not only rows that are loaded. */
  canSelectAll?: boolean;
  /** Leads to changes of many rows: `BulkHistoryLink` of `hub/bulk`. */
  history?: ReactNode;
  /** Exports the list: `ExportButton` of `hub/exports`. */
  exportButton?: ReactNode;
  /** Saved views and chosen columns: their columns are drawn in place of `columns`. */
  views?: {
    columns: readonly Column<Row>[];
    menu: ReactNode;
    bar: ReactNode;
    tools: ReactNode;
  };
  /** The list shows no times, so it names no zone. */
  isTimeless?: boolean;
}

/** A list without the title of a page, as in a tab: filters, and rows as high as the person likes. */
export function ListPanel<Row>(props: ListPanelProps<Row>) {
  const {
    label,
    columns,
    rowKey,
    rowName,
    opensRows,
    sorting,
    selection,
    bulkActions,
    canSelectAll,
    exportButton,
    history,
    isTimeless,
    views,
    ...paged
  } = props;
  const { noun } = paged;
  const { data } = paged.rows;
  // biome-ignore lint/correctness/useExhaustiveDependencies: how a row is keyed does not change.
  const once = useMemo(() => (data === undefined ? undefined : eachOnce(data, rowKey)), [data]);
  const list = { ...paged.rows, data: once };
  const [density, setDensity] = useDensity();
  const { opened, open } = useOpenedRow();
  const frame = useRef<HTMLDivElement>(null);
  useFocusOnReturn(frame, opened, list.data !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: how a row is keyed does not change.
  const keys = useMemo(() => (once ?? []).map((row) => String(rowKey(row))), [once]);
  useFocusInRows(frame, keys);
  const total = list.hasMore ? list.total : { count: list.data?.length ?? 0, isMore: false };
  return (
    <Paper ref={frame}>
      <PagedList
        {...paged}
        rows={list}
        filters={
          views === undefined ? (
            paged.filters
          ) : (
            <>
              {views.menu}
              {paged.filters}
              {views.bar}
            </>
          )
        }
        tools={
          <div className={classes.buttons}>
            {isTimeless === true ? null : <ZoneNote />}
            {history}
            {exportButton}
            {views?.tools}
            <DensityChoice density={density} onChoose={setDensity} />
          </div>
        }
        table={(rows) => (
          <>
            {selection === undefined ? null : (
              <SelectionBar
                selection={selection}
                rows={list}
                noun={noun}
                canSelectAll={canSelectAll ?? false}
                actions={bulkActions}
              />
            )}
            <DataTable
              label={label}
              columns={views?.columns ?? columns}
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
