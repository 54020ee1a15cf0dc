import type { DateRange, LocalDate } from '../ui/date-range.ts';
import type { PagedRows } from '../ui/paged-rows.ts';
import { asLoadable } from './loadable.ts';
import { trpc } from './trpc.ts';

/** A day ends, and the next one begins, also while nobody touches the page. */
const REFRESH_MILLISECONDS = 60_000;

/** What the days of a list's filter mean in a zone. */
interface ListRange {
  /** The first instant, and the first one after them, for the filter of the list; undefined without a range. */
  from: string | undefined;
  to: string | undefined;
  /** Without a range, or with its instants: the list can be asked for. */
  isReady: boolean;
  /** What `DateRangeField` writes beside its choice; undefined while it is not known. */
  resolved: { fromDate: LocalDate; toDate: LocalDate; zone: string; comparison: null } | undefined;
  /** Pass the rows through it: those of other days are out of date, and days that cannot be resolved are why there are none. */
  over: <Row>(rows: PagedRows<Row>) => PagedRows<Row>;
}

/**
 * Resolves the range of a list. The hub does it, by its own clock and its own zones, as for figures: both show the same
 * days. `zone` may still be unknown.
 */
export function useListRange(range: DateRange | null, zone: string | undefined): ListRange {
  const query = trpc.analytics.resolveRange.useQuery(
    { ...range, zone },
    {
      enabled: range !== null && zone !== undefined,
      placeholderData: (previous) => previous,
      refetchInterval: REFRESH_MILLISECONDS,
    },
  );
  if (range === null) return { ...NO_RANGE, over: (rows) => rows };
  const { data, isPlaceholderData } = query;
  return {
    from: data?.from,
    to: data?.to,
    isReady: data !== undefined && !isPlaceholderData,
    resolved: data === undefined || isPlaceholderData ? undefined : { ...data, comparison: null },
    over: (rows) => {
      const { failure, mayPass, isRefused, isFetching, refetch } = asLoadable(query);
      if (failure !== undefined && (data === undefined || isPlaceholderData)) {
        return { ...rows, data: undefined, failure, mayPass, isRefused, isFetching, refetch };
      }
      return { ...rows, isOutdated: rows.isOutdated || data === undefined || isPlaceholderData };
    },
  };
}

const NO_RANGE = { from: undefined, to: undefined, isReady: true, resolved: undefined };
