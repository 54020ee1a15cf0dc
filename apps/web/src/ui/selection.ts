import { useCallback, useState } from 'react';
import type { RowKey } from './row-key.ts';
import { NOTHING_PICKED, type Picked, type Range } from './selection-range.ts';

/**
 * What a person has selected in a list. `all` is every row that matches a filter as of a time (ISO 8601), also those that
 * are not loaded: send the filter and the time, never a list of keys. Its `count` is what was said to the person.
 */
type Selection<Filter = unknown> =
  | { kind: 'some'; keys: ReadonlySet<RowKey> }
  | { kind: 'all'; filter: Filter; asOf: string; count: number };

/** The number of rows of a list. `isMore`: there are more than that, and nobody has counted them. */
export interface Total {
  count: number;
  isMore: boolean;
}

/** A selection with what changes it. */
export interface SelectionState<Filter = unknown> {
  selection: Selection<Filter>;
  /** How many rows are selected. 0: none. */
  count: number;
  has: (key: RowKey) => boolean;
  /** Changes what is selected row by row. `shown`: all rows that are loaded. Stays the same function. */
  pick: (change: (picked: Picked) => Picked, shown: readonly RowKey[]) => void;
  /** Selects these rows, or clears the selection where all of them are selected. */
  toggleLoaded: (keys: readonly RowKey[]) => void;
  selectAll: (count: number, asOf: string) => void;
  clear: () => void;
}

/** The rows as calls take them that change many: these, or all that match as of a time. */
export type ChosenRows<Filter> = { ids: number[] } | { filter: Filter; asOf: string };

export function chosenRows<Filter>({ selection }: SelectionState<Filter>): ChosenRows<Filter> {
  if (selection.kind === 'all') return { filter: selection.filter, asOf: selection.asOf };
  return { ids: [...selection.keys].map(Number) };
}

const NONE: Selection<never> = { kind: 'some', keys: new Set() };

interface Kept<Filter> {
  filterKey: string;
  selection: Selection<Filter>;
  range: Range | null;
}

/** Keeps a selection for as long as the filter stays the same, since a row that no longer shows must not be acted on. */
export function useSelection<Filter>(filter: Filter): SelectionState<Filter> {
  const filterKey = JSON.stringify(filter);
  const [kept, setKept] = useState<Kept<Filter>>({ filterKey, selection: NONE, range: null });
  const selection = kept.filterKey === filterKey ? kept.selection : NONE;
  const set = (next: Selection<Filter>) => setKept({ filterKey, selection: next, range: null });
  const has = (key: RowKey) => selection.kind === 'all' || selection.keys.has(key);
  // Stays the same function, so that a click on one row does not draw all of them.
  const pick = useCallback(
    (change: (picked: Picked) => Picked, shown: readonly RowKey[]) =>
      setKept((last) => {
        const { keys, range } = change(last.filterKey === filterKey ? pickedOf(last, shown) : NOTHING_PICKED);
        return { filterKey, selection: { kind: 'some', keys }, range };
      }),
    [filterKey],
  );
  return {
    selection,
    count: selection.kind === 'all' ? selection.count : selection.keys.size,
    has,
    pick,
    toggleLoaded: (keys) => set(keys.every(has) ? NONE : { kind: 'some', keys: new Set(keys) }),
    selectAll: (count, asOf) => set({ kind: 'all', filter, asOf, count }),
    clear: () => set(NONE),
  };
}

/** Of all that match, none can be left out: whoever does so goes on with those that are loaded, which show it. */
export function pickedOf(
  { selection, range }: Pick<Kept<unknown>, 'selection' | 'range'>,
  shown: readonly RowKey[],
): Picked {
  return selection.kind === 'some'
    ? { keys: selection.keys, range }
    : { ...NOTHING_PICKED, keys: new Set(shown) };
}
