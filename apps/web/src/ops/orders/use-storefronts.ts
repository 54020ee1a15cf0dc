import { useCallback } from 'react';
import { trpc } from '../../hub/trpc.ts';

/** The storefronts of the hub; none while they load. */
export function useStorefronts() {
  return trpc.storefronts.listStorefronts.useQuery({}).data?.items ?? [];
}

/** Names a storefront, of which answers give the slug: as the slug until the names are loaded, and for one that is gone. */
export function useStorefrontName(): (slug: string) => string {
  const { data } = trpc.storefronts.listStorefronts.useQuery({});
  return useCallback((slug) => data?.items.find((one) => one.slug === slug)?.name ?? slug, [data]);
}
