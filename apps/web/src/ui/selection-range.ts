import type { RowKey } from './row-key.ts';

/** A range of rows that still grows and shrinks: from the last row that was selected, or no longer selected, by itself. */
export interface Range {
  anchor: RowKey;
  end: RowKey;
  /** Whether the anchor was selected then. A range does the same to all of its rows. */
  isOn: boolean;
  /** What was selected then: a range that becomes shorter gives back what it took. */
  before: ReadonlySet<RowKey>;
}

/** What is selected, row by row, and the range that goes on from there. */
export interface Picked {
  keys: ReadonlySet<RowKey>;
  range: Range | null;
}

export const NOTHING_PICKED: Picked = { keys: new Set(), range: null };

/** Selects a row, or no longer, and begins the next range there. */
export function toggled({ keys }: Picked, key: RowKey): Picked {
  const before = new Set(keys);
  if (!before.delete(key)) before.add(key);
  return { keys: before, range: { anchor: key, end: key, isOn: before.has(key), before } };
}

/**
 * Does to all rows between the anchor and a row what was done to the anchor, in the order that is shown now. Where the
 * anchor does not show any more, or there is none, it only toggles the row.
 */
export function extended(picked: Picked, end: RowKey, shown: readonly RowKey[]): Picked {
  const { range } = picked;
  const places = [range === null ? -1 : shown.indexOf(range.anchor), shown.indexOf(end)];
  if (range === null || places.includes(-1)) return toggled(picked, end);
  const keys = new Set(range.before);
  for (const key of shown.slice(Math.min(...places), Math.max(...places) + 1)) {
    if (range.isOn) keys.add(key);
    else keys.delete(key);
  }
  return { keys, range: { ...range, end } };
}

/** Goes on with a range from a row to the one beside it, or begins one there. */
export function stepped(
  picked: Picked,
  step: { from: RowKey; to: RowKey },
  shown: readonly RowKey[],
): Picked {
  const { from, to } = step;
  if (picked.range?.end === from) return extended(picked, to, shown);
  const before = new Set(picked.keys).add(from);
  return extended({ keys: before, range: { anchor: from, end: from, isOn: true, before } }, to, shown);
}
