import { useMemo } from 'react';
import { trpc } from '../../hub/trpc.ts';

/** A storefront with the zone that its months begin in. */
export interface Programme {
  slug: string;
  name: string;
  zone: string;
}

/** The storefronts of the hub, each with the zone of its months; undefined while they load. */
export function useProgrammes(): readonly Programme[] | undefined {
  const { data } = trpc.storefronts.listStorefronts.useQuery({});
  return useMemo(
    () => data?.items.map(({ slug, name, timeZone }) => ({ slug, name, zone: timeZone ?? data.hubTimeZone })),
    [data],
  );
}

/** The zone of a storefront's months. UTC until it is known, and for one that is gone. */
export function zoneOf(programmes: readonly Programme[] | undefined, slug: string): string {
  return programmes?.find((programme) => programme.slug === slug)?.zone ?? 'UTC';
}
