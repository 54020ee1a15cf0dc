import type { ReactNode } from 'react';
import type { Density } from './density.ts';
import type { Sort } from './list-search.ts';
import type { RowKey } from './row-key.ts';
import type { SelectionState } from './selection.ts';

export interface Column<Row> {
  name: string;
  /** Returns the content of a cell, or null for an empty cell. `Lines` is for cells of two lines. */
  cell: (row: Row) => ReactNode;
  /** `end` is for numbers. */
  align?: 'end';
  /**
   * The place in the card that a row becomes on a phone. By default a fact below its name; `line` is for what speaks for
   * itself, side by side without names.
   */
  card?: 'title' | 'aside' | 'line' | 'body' | 'actions' | 'hidden';
  width?: string | number;
  /** Only people who choose it see it. */
  isExtra?: boolean;
  /** What the list shows just now has no such column: it may be chosen, and comes back when there is. */
  isOff?: boolean;
  /** The hub's word for this order, if the hub can sort by it. */
  sort?: string;
  /** The order of the first click; numbers and times are mostly wanted from the top. */
  firstOrder?: 'asc' | 'desc';
  /** What the two orders are called where there are no heads to click on: `Newest first`. */
  orderNames?: { asc: string; desc: string };
}

export interface DataTableProps<Row> {
  label: string;
  /** Define them outside of the component, or memoize them: rows are drawn again when they change. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => RowKey;
  /** Names a row for screen readers. */
  rowName: (row: Row) => string;
  /** Adds checkboxes that select rows. */
  selection?: SelectionState | undefined;
  /** The order of the rows, and what changes it. Columns with `sort` get buttons. */
  sorting?: { current: Sort; onSort: (sort: Sort) => void } | undefined;
  density?: Density;
  /**
   * A click on a row follows the first link in its title cell, as Enter on that link does. Told with the row's key
   * before the page changes.
   */
  onOpen?: ((key: string) => void) | undefined;
  /** How many rows there are, loaded or not; undefined where nobody knows. For screen readers. */
  rowCount?: number | undefined;
}
