import { useEffect, useMemo, useRef } from 'react';
import type { RowKey } from './row-key.ts';
import type { SelectionState } from './selection.ts';
import { extended, stepped, toggled } from './selection-range.ts';

/** How a row's box changes a selection. */
export interface RowSelecting {
  one: (key: RowKey) => void;
  /** Up to this row, from the last one that was selected by itself. */
  upTo: (key: RowKey) => void;
  /** On to the row above or below. */
  step: (from: RowKey, by: 1 | -1) => void;
}

/** Returns the same object between renders, so that a click on one row does not draw all of them. `keys`: of all rows, in order. */
export function useRowSelecting(
  selection: Pick<SelectionState, 'pick'> | undefined,
  keys: readonly RowKey[],
): RowSelecting | undefined {
  const shown = useRef(keys);
  useEffect(() => {
    shown.current = keys;
  });
  const pick = selection?.pick;
  return useMemo(() => {
    if (pick === undefined) return undefined;
    return {
      one: (key) => pick((picked) => toggled(picked, key), shown.current),
      upTo: (key) => pick((picked) => extended(picked, key, shown.current), shown.current),
      step: (from, by) => {
        const to = shown.current[shown.current.indexOf(from) + by];
        if (to === undefined) return;
        pick((picked) => stepped(picked, { from, to }, shown.current), shown.current);
      },
    };
  }, [pick]);
}
