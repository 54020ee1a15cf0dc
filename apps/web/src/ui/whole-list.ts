import type { Sort } from './list-search.ts';
import type { Loadable } from './loadable.tsx';
import type { PagedRows } from './paged-rows.ts';

/** What a row is sorted by; null comes last in either order. */
export type RowValue = string | number | null;

/** Turns a list that the hub gives as a whole, since it is short, into what list pages show. */
export function wholeList<All, Row>(
  source: Loadable<All>,
  rowsOf: (all: All) => readonly Row[],
): PagedRows<Row> {
  return {
    ...source,
    data: source.data === undefined ? undefined : rowsOf(source.data),
    hasMore: false,
    isLoadingMore: false,
    moreFailure: undefined,
    loadMore: () => undefined,
    total: undefined,
    isOutdated: false,
  };
}

/** Sorts rows as people read them: by language, whatever the case, and numbers by their value. Equal ones stay as they are. */
export function sortRows<Row>(
  rows: readonly Row[],
  { by, order }: Sort,
  values: Readonly<Record<string, (row: Row) => RowValue>>,
): Row[] {
  const valueIn = values[by];
  if (valueIn === undefined) return [...rows];
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  return rows.toSorted((a, b) => {
    const [one, other] = [valueIn(a), valueIn(b)];
    if (one === null || other === null) return (one === null ? 1 : 0) - (other === null ? 1 : 0);
    const difference =
      typeof one === 'number' && typeof other === 'number'
        ? one - other
        : compare(String(one), String(other));
    return order === 'desc' ? -difference : difference;
  });
}

/** Whether a text has the words of a search, in any order and case. */
export function hasWords(text: string, search: string): boolean {
  const plain = text.toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => plain.includes(word));
}
