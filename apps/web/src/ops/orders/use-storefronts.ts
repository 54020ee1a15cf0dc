import { trpc } from '../../hub/trpc.ts';

/** The storefronts of the hub; none while they load. */
export function useStorefronts() {
  return trpc.storefronts.listStorefronts.useQuery({}).data?.items ?? [];
}
