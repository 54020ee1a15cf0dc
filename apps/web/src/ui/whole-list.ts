import type { Loadable } from './loadable.tsx';
import type { PagedRows } from './paged-rows.ts';

/** Turns a list that the hub gives as a whole, since it is short, into what list pages show. */
export function wholeList<All, Row>(
  source: Loadable<All>,
  rowsOf: (all: All) => readonly Row[],
  /** The rows still are those of the filters before. */
  isOutdated = false,
): PagedRows<Row> {
  return {
    ...source,
    data: source.data === undefined ? undefined : rowsOf(source.data),
    hasMore: false,
    isLoadingMore: false,
    moreFailure: undefined,
    loadMore: () => undefined,
    total: undefined,
    isOutdated,
  };
}
