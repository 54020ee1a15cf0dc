import { asLoadable } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { type Comparison, type DateRange, rangeOf } from '../../ui/date-range.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import type { AffiliateSearch } from './affiliate-search.ts';

/** What a partner's figures, orders and clicks are asked for. */
export interface AffiliateRange {
  affiliateId: number;
  range: DateRange;
  zone: string;
  compare: Comparison;
}

/** Points end, and what is compared moves on, also while nothing happens. */
const REFRESH_MILLISECONDS = 60_000;

/** While another range loads, what was shown stays. */
export const keepShown = {
  placeholderData: <Data>(previous: Data | undefined) => previous,
  refetchInterval: REFRESH_MILLISECONDS,
};

/** The range of the address, by default the last 28 days; today is compared with the same weekday. */
export function useAffiliateRange(affiliateId: number, search: AffiliateSearch): AffiliateRange {
  const ownZone = useTimeZone();
  const range = rangeOf(search, '28d');
  const isToday = 'preset' in range && range.preset === 'today';
  return {
    affiliateId,
    range,
    zone: search.zone ?? ownZone,
    compare: search.compare ?? (isToday ? 'weekday' : 'previous'),
  };
}

/** The four figures of a range. The hub also says in them when the range begins and ends. */
export function useAffiliateSummary({ range, ...asked }: AffiliateRange) {
  return trpc.analytics.getSummary.useQuery({ ...range, ...asked }, keepShown);
}

/** Rows that wait for the instants of a range: where those cannot be read, that is why there are none. */
export function rowsIn<Rows extends object>(query: Parameters<typeof asLoadable>[0], rows: Rows): Rows {
  const { failure, mayPass, isFetching, refetch } = asLoadable(query);
  return failure === undefined ? rows : { ...rows, failure, mayPass, isFetching, refetch };
}
