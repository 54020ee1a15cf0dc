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
