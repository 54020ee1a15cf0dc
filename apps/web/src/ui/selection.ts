import { useCallback, useState } from 'react';

export type RowKey = string | number;

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
  toggle: (key: RowKey) => void;
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

/** Keeps a selection for as long as the filter stays the same, since a row that no longer shows must not be acted on. */
export function useSelection<Filter>(filter: Filter): SelectionState<Filter> {
  const filterKey = JSON.stringify(filter);
  const [kept, setKept] = useState<{ filterKey: string; selection: Selection<Filter> }>({
    filterKey,
    selection: NONE,
  });
  const selection = kept.filterKey === filterKey ? kept.selection : NONE;
  const set = (next: Selection<Filter>) => setKept({ filterKey, selection: next });
  const has = (key: RowKey) => selection.kind === 'all' || selection.keys.has(key);
  // Stays the same function, so that a click on one row does not draw all of them.
  const toggle = useCallback(
    (key: RowKey) =>
      setKept((last) => {
        // Of all, one cannot be left out: that begins a new selection.
        const isUsable = last.filterKey === filterKey && last.selection.kind === 'some';
        const keys = new Set(isUsable ? keysOf(last.selection) : []);
        if (!keys.delete(key)) keys.add(key);
        return { filterKey, selection: { kind: 'some', keys } };
      }),
    [filterKey],
  );
  return {
    selection,
    count: selection.kind === 'all' ? selection.count : selection.keys.size,
    has,
    toggle,
    toggleLoaded: (keys) => set(keys.every(has) ? NONE : { kind: 'some', keys: new Set(keys) }),
    selectAll: (count, asOf) => set({ kind: 'all', filter, asOf, count }),
    clear: () => set(NONE),
  };
}

function keysOf(selection: Selection): Iterable<RowKey> {
  return selection.kind === 'some' ? selection.keys : [];
}
