import type { Column } from './table-columns.ts';

/** The columns that a person chooses among: the name of a row always leads, and its actions always end it. */
export function choosable<Row>(all: readonly Column<Row>[]): Column<Row>[] {
  return all.filter(({ card }) => card !== 'title' && card !== 'actions');
}

/** The chosen columns without those that are gone; null: the usual ones, also where none of the chosen is left. */
export function stillThere<Row>(
  all: readonly Column<Row>[],
  chosen: readonly string[] | null,
): string[] | null {
  const kept = (chosen ?? []).filter((name) => all.some((column) => column.name === name));
  return kept.length === 0 ? null : kept;
}

/**
 * Returns the columns to draw: those chosen, in their order, or the usual ones. What the list does not have (any more), or
 * not at the moment, is left out.
 */
export function arrangeColumns<Row>(
  all: readonly Column<Row>[],
  chosen: readonly string[] | null,
): Column<Row>[] {
  const others = choosable(all);
  const kept = stillThere(all, chosen);
  const middle =
    kept === null
      ? others.filter(({ isExtra }) => isExtra !== true)
      : kept.flatMap((name) => others.filter((column) => column.name === name));
  const placed = (place: 'title' | 'actions') => all.filter(({ card }) => card === place);
  return [...placed('title'), ...middle, ...placed('actions')].filter(({ isOff }) => isOff !== true);
}

/** Returns the chosen columns that the list does not have any more. */
export function goneColumns<Row>(all: readonly Column<Row>[], chosen: readonly string[] | null): string[] {
  return (chosen ?? []).filter((name) => !all.some((column) => column.name === name));
}

/** Returns the columns with one of them a place earlier or later. */
export function movedColumn(names: readonly string[], name: string, by: -1 | 1): string[] {
  const from = names.indexOf(name);
  const to = from + by;
  if (from < 0 || to < 0 || to >= names.length) return [...names];
  return names.toSpliced(from, 1).toSpliced(to, 0, name);
}
