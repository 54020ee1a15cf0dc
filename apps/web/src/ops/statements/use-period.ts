import { useEffect } from 'react';
import { byCursor } from '../../hub/loadable.ts';
import { type PayoutPeriod, trpc } from '../../hub/trpc.ts';

const PAGE = 500;

/** A closed period, by its number. The list has them, newest first: it is read on until it is found. */
export function usePeriod(id: number) {
  const query = trpc.payouts.listPeriods.useInfiniteQuery({ limit: PAGE }, byCursor);
  const { data, hasNextPage, isFetching, fetchNextPage } = query;
  const found: PayoutPeriod | undefined = data?.pages
    .flatMap(({ items }) => items)
    .find((period) => period.id === id);
  const isMissing = data !== undefined && found === undefined;
  useEffect(() => {
    if (isMissing && hasNextPage && !isFetching) void fetchNextPage();
  }, [isMissing, hasNextPage, isFetching, fetchNextPage]);
  return { query, period: found, isNowhere: isMissing && !hasNextPage };
}
