import { readHubError } from '../../hub/hub-error.ts';
import { trpc } from '../../hub/trpc.ts';

/** A closed period, by its id. It never changes. */
export function usePeriod(id: number) {
  const query = trpc.payouts.getPeriod.useQuery({ id }, { staleTime: Number.POSITIVE_INFINITY });
  return {
    query,
    period: query.data,
    isNowhere: query.isError && readHubError(query.error).code === 'not_found',
  };
}
