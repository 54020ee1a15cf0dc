import type { Loadable } from '../ui/loadable.tsx';
import type { PagedRows } from '../ui/paged-list.tsx';
import { readHubError } from './hub-error.ts';

interface Query<Data> {
  data: Data | undefined;
  error: unknown;
  isError: boolean;
  isFetching: boolean;
  refetch: () => unknown;
}

interface PagedQuery<Row> extends Query<{ pages: readonly { items: readonly Row[] }[] }> {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
}

/** Options of an infinite query whose pages have a `nextCursor`. */
export const byCursor = {
  getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor ?? undefined,
};

/** Turns a query of the hub into what the components of `ui` show. */
export function asLoadable<Data>(query: Query<Data>): Loadable<Data> {
  return {
    data: query.data,
    failure: query.isError ? readHubError(query.error).message : undefined,
    isFetching: query.isFetching,
    refetch: query.refetch,
  };
}

/** Turns an infinite query of the hub into one list of rows. */
export function asPagedRows<Row>(query: PagedQuery<Row>): PagedRows<Row> {
  return {
    ...asLoadable(query),
    data: query.data?.pages.flatMap((page) => page.items),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    isMoreFailed: query.isFetchNextPageError,
    loadMore: query.fetchNextPage,
  };
}
