import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { type MouseEvent, memo, type Ref, useEffect, useLayoutEffect, useRef, useState } from 'react';
import classes from './data-table.module.css';
import { followRow, noteFollowed } from './follow-row.ts';
import type { Sort } from './list-search.ts';
import type { RowKey } from './row-key.ts';
import { type RowSelecting, useRowSelecting } from './row-selecting.ts';
import { keepText, SelectAllBox, SelectRowBox } from './select-boxes.tsx';
import type { Column, DataTableProps } from './table-columns.ts';
import { useIsWider } from './use-is-wider.ts';
import type { VirtualRows as VirtualRowsComponent } from './virtual-rows.tsx';

/** From here on, drawing all rows would be felt. */
const MOST_DRAWN_ROWS = 500;

/** Rows are loaded page by page, so that there is time to load what draws many of them. */
const MANY_ROWS_AHEAD = 300;
/** What a long list that comes at once, as after the way back, shows until then. */
const ROWS_MEANWHILE = 50;

/** The rows as a table that scrolls sideways in itself. The column of actions stays in view. */
export function TableRows<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, selection, density = 'roomy' } = props;
  const frame = useRef<HTMLElement>(null);
  const selecting = useRowSelecting(selection, rows.map(props.rowKey));
  const table = useRef<HTMLTableElement>(null);
  const isWider = useIsWider(frame, table);
  const VirtualRows = useVirtualRows(rows.length > MANY_ROWS_AHEAD);
  const rowHeight = density === 'compact' ? 37 : 49;
  const columnCount = columns.length + (selection === undefined ? 0 : 1);
  const isTooLong = rows.length > MOST_DRAWN_ROWS;
  const isVirtual = VirtualRows !== null && isTooLong;
  const widths = useFixedWidths(table, isVirtual, columnCount);
  const rowCount = isVirtual
    ? { 'aria-rowcount': props.rowCount === undefined ? -1 : props.rowCount + 1 }
    : {};
  const row = (index: number, measure?: Ref<HTMLTableRowElement>, isPassing = false) => {
    const shown = rows[index];
    if (shown === undefined) return null;
    const key = props.rowKey(shown);
    return (
      <MemoRow
        key={key}
        row={shown}
        index={index}
        isNumbered={isVirtual}
        rowKey={key}
        name={props.rowName(shown)}
        // The memo compares by identity, whatever the rows are.
        columns={columns as readonly Column<unknown>[]}
        isSelected={selection?.has(key)}
        selecting={selecting}
        onOpen={props.onOpen}
        measure={measure}
        isPassing={isPassing}
      />
    );
  };
  return (
    <section
      ref={frame}
      className={classes.frame}
      // Whoever cannot point must be able to scroll it.
      {...(isWider ? { 'aria-label': `${label}, scrolls sideways`, tabIndex: 0, 'data-wider': true } : {})}
    >
      <table
        ref={table}
        aria-label={label}
        className={classes.table}
        data-density={density}
        {...(widths === null ? {} : { 'data-fixed': true })}
        {...rowCount}
      >
        {widths === null ? null : (
          <colgroup>
            {widths.map((width, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its position.
              <col key={index} style={{ width: `${width}%` }} />
            ))}
          </colgroup>
        )}
        <Head {...props} isNumbered={isVirtual} />
        {isVirtual ? (
          <VirtualRows count={rows.length} rowHeight={rowHeight} columnCount={columnCount} row={row} />
        ) : (
          <tbody>
            {rows.slice(0, isTooLong ? ROWS_MEANWHILE : rows.length).map((_, index) => row(index))}
            {isTooLong ? (
              <tr style={{ height: (rows.length - ROWS_MEANWHILE) * rowHeight }}>
                <td colSpan={columnCount} />
              </tr>
            ) : null}
          </tbody>
        )}
      </table>
    </section>
  );
}

/** The code that draws long lists, once it is wanted and there. */
function useVirtualRows(isWanted: boolean): typeof VirtualRowsComponent | null {
  const [component, setComponent] = useState<typeof VirtualRowsComponent | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let isGone = false;
    import('./virtual-rows.tsx').then(
      (file) => {
        if (!isGone) setComponent(() => file.VirtualRows);
      },
      // A chunk that is gone after an update is what `vite:preloadError` is for.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [isWanted]);
  return component;
}

/** The widths of columns in percent, kept from when rows began to come and go: columns must not move while one scrolls. */
function useFixedWidths(
  table: { current: HTMLTableElement | null },
  isFixed: boolean,
  columnCount: number,
): readonly number[] | null {
  const [kept, setKept] = useState<readonly number[] | null>(null);
  useLayoutEffect(() => {
    if (!isFixed) {
      setKept(null);
      return;
    }
    const cells = [...(table.current?.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.offsetWidth);
    const all = cells.reduce((sum, width) => sum + width, 0);
    if (all > 0 && cells.length === columnCount) setKept(cells.map((width) => (width / all) * 100));
  }, [table, isFixed, columnCount]);
  return kept;
}

function Head<Row>(props: DataTableProps<Row> & { isNumbered: boolean }) {
  const { columns, rows, rowKey, selection, sorting } = props;
  return (
    <thead>
      <tr {...(props.isNumbered ? { 'aria-rowindex': 1 } : {})}>
        {selection === undefined ? null : (
          <th scope="col" className={classes.boxCell}>
            <SelectAllBox keys={rows.map(rowKey)} selection={selection} />
          </th>
        )}
        {columns.map((column) => (
          <th
            key={column.name}
            scope="col"
            {...(column.align === undefined ? {} : { 'data-align': column.align })}
            {...(column.card === 'title' ? { 'data-title-cell': true } : {})}
            {...(column.card === 'actions' ? { 'data-actions': true } : {})}
            {...(column.width === undefined ? {} : { style: { width: column.width } })}
            {...ariaSort(column.sort, sorting?.current)}
          >
            {column.card === 'actions' ? (
              <span className="hub-unseen">{column.name}</span>
            ) : column.sort === undefined || sorting === undefined ? (
              column.name
            ) : (
              <SortButton name={column.name} next={nextSort(column, sorting.current)} {...sorting} />
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function ariaSort(by: string | undefined, current: Sort | undefined) {
  if (by === undefined || current?.by !== by) return {};
  return { 'aria-sort': current.order === 'asc' ? ('ascending' as const) : ('descending' as const) };
}

/** The order after a click on a column: its first one, then the other way round. */
export function nextSort(column: Pick<Column<never>, 'sort' | 'firstOrder'>, current: Sort): Sort {
  const by = column.sort ?? '';
  const order = current.by !== by ? (column.firstOrder ?? 'asc') : current.order === 'asc' ? 'desc' : 'asc';
  return { by, order };
}

function SortButton(props: { name: string; next: Sort; current: Sort; onSort: (sort: Sort) => void }) {
  const isCurrent = props.current.by === props.next.by;
  const Arrow = !isCurrent ? IconArrowsSort : props.current.order === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <button
      type="button"
      className={classes.sort}
      data-current={isCurrent}
      onClick={() => props.onSort(props.next)}
    >
      {props.name}
      <Arrow size={14} aria-hidden />
    </button>
  );
}

interface RowProps {
  row: unknown;
  index: number;
  isNumbered: boolean;
  rowKey: RowKey;
  name: string;
  columns: readonly Column<unknown>[];
  isSelected: boolean | undefined;
  selecting: RowSelecting | undefined;
  onOpen: ((key: string) => void) | undefined;
  measure: Ref<HTMLTableRowElement> | undefined;
  /** It scrolls by: its actions come when it stands. */
  isPassing: boolean;
}

function TableRow(props: RowProps) {
  const { row, index, rowKey, name, isSelected, selecting, onOpen } = props;
  const open = () => onOpen?.(String(rowKey));
  return (
    // The link in the row is what keys reach.
    <tr
      ref={props.measure}
      aria-label={name}
      data-index={index}
      data-row-key={rowKey}
      tabIndex={-1}
      {...(props.isNumbered ? { 'aria-rowindex': index + 2 } : {})}
      {...(isSelected === undefined ? {} : { 'aria-selected': isSelected })}
      {...(onOpen === undefined
        ? {}
        : {
            'data-opens': true,
            onClickCapture: (event) => noteFollowed(event, open),
            onClick: (event) => followRow(event, open),
            onAuxClick: (event) => followRow(event, open),
          })}
    >
      {isSelected === undefined || selecting === undefined ? null : (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the box inside is what keys reach.
        <td
          className={classes.boxCell}
          onMouseDown={keepText}
          onClick={(event) => selectBeside(event, selecting, rowKey)}
        >
          <SelectRowBox rowKey={rowKey} name={name} isSelected={isSelected} selecting={selecting} />
        </td>
      )}
      {props.columns.map((column) => (
        <td
          key={column.name}
          {...(column.align === undefined ? {} : { 'data-align': column.align })}
          {...(column.card === 'title' ? { 'data-title-cell': true } : {})}
          {...(column.card === 'actions' ? { 'data-actions': true } : {})}
        >
          {props.isPassing && column.card === 'actions' ? null : (column.cell(row) ?? <Nothing />)}
        </td>
      ))}
    </tr>
  );
}

/** A click that misses the box by a little means it all the same, and not the row, which would open. */
function selectBeside(event: MouseEvent<HTMLElement>, selecting: RowSelecting, key: RowKey): void {
  if (event.target instanceof Element && event.target.closest('input, label') !== null) return;
  // What follows links of rows leaves it alone.
  event.preventDefault();
  if (event.shiftKey) selecting.upTo(key);
  else selecting.one(key);
}

/** What selects works on what is selected now, so a new one of it is reason enough to draw a row again. */
const MemoRow = memo(TableRow);

function Nothing() {
  return (
    <span className={classes.nothing}>
      <span aria-hidden>–</span>
      <span className="hub-unseen">none</span>
    </span>
  );
}
