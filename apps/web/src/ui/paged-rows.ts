import type { Loadable } from './loadable.tsx';
import type { Total } from './selection.ts';

/** The rows of a list so far, and how to load more of them. */
export interface PagedRows<Row> extends Loadable<readonly Row[]> {
  hasMore: boolean;
  isLoadingMore: boolean;
  /** Why the last request for more failed. */
  moreFailure: string | undefined;
  loadMore: () => unknown;
  /** How many rows match; undefined where the hub does not count them. */
  total: Total | undefined;
  /** When they were counted, by the hub's clock (ISO 8601), where the hub says so. */
  asOf?: string | undefined;
  /** The rows still are those of the filters before. */
  isOutdated: boolean;
}

/**
 * Returns each row once, where it came first: one whose place in the order changes while the list is loaded page by page is
 * in two pages. The same array where there is none.
 */
export function eachOnce<Row>(rows: readonly Row[], keyOf: (row: Row) => unknown): readonly Row[] {
  const seen = new Set<unknown>();
  const once = rows.filter((row) => {
    const key = keyOf(row);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return once.length === rows.length ? rows : once;
}
