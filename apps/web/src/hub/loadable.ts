import { useMemo, useRef } from 'react';
import type { Loadable } from '../ui/loadable.tsx';
import type { PagedRows } from '../ui/paged-rows.ts';
import type { Total } from '../ui/selection.ts';
import { isTransient, readHubError } from './hub-error.ts';

interface Query<Data> {
  data: Data | undefined;
  dataUpdatedAt: number;
  error: unknown;
  isError: boolean;
  isFetching: boolean;
  isPlaceholderData: boolean;
  refetch: () => unknown;
}

interface Page<Row> {
  items: readonly Row[];
  total?: Total | undefined;
  asOf?: string | undefined;
}

interface PagedQuery<Row> extends Query<{ pages: readonly Page<Row>[] }> {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
}

/** Rows of a page of a list. */
export const PAGE_SIZE = 100;

/** A list that is longer than this is not loaded again by itself, page for page, at a time that nobody chose. */
const MOST_REFRESHED_PAGES = 5;

interface PagedState {
  state: { data?: { pages: readonly unknown[] } | undefined };
}

const isShort = ({ state }: PagedState) => (state.data?.pages.length ?? 0) <= MOST_REFRESHED_PAGES;

/**
 * Options of an infinite query whose pages have a `nextCursor`. While other filters load, the rows of those before stay.
 */
export const byCursor = {
  getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor ?? undefined,
  placeholderData: <Data>(previous: Data | undefined) => previous,
  refetchOnWindowFocus: isShort,
  refetchOnMount: isShort,
};

/** The `refetchInterval` of a list: so often, in milliseconds, while few pages are loaded. */
export function whileShort(milliseconds: number) {
  return (query: PagedState) => (isShort(query) ? milliseconds : (false as const));
}

/** Turns a query of the hub into what the components of `ui` show. */
export function asLoadable<Data>(query: Query<Data>): Loadable<Data> {
  return {
    data: query.data,
    failure: query.isError ? readHubError(query.error).message : undefined,
    mayPass: query.isError && isTransient(query.error),
    isRefused: query.isError && readHubError(query.error).code === 'forbidden',
    isFetching: query.isFetching,
    refetch: query.refetch,
    updatedAt: query.data === undefined ? undefined : query.dataUpdatedAt,
  };
}

/** Turns an infinite query of the hub into one list of rows. */
export function usePagedRows<Row>(query: PagedQuery<Row>): PagedRows<Row> {
  const { data } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  const { failure, ...loadable } = asLoadable(query);
  // Rows that stay while others load are as old as they are.
  const loadedAt = useRef(loadable.updatedAt);
  if (!query.isPlaceholderData) loadedAt.current = loadable.updatedAt;
  const isMoreFailed = query.isFetchNextPageError;
  return {
    ...loadable,
    // What is there is not out of date because there is no more of it.
    failure: isMoreFailed ? undefined : failure,
    moreFailure: isMoreFailed ? failure : undefined,
    updatedAt: loadedAt.current,
    data: rows,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: query.fetchNextPage,
    total: data?.pages[0]?.total,
    asOf: data?.pages[0]?.asOf,
    isOutdated: query.isPlaceholderData,
  };
}
