import { useMemo } from 'react';
import { asLoadable } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import type { Comparison, DateRange } from '../../ui/date-range.ts';
import type { Loadable } from '../../ui/loadable.tsx';
import { isMoney, METRICS, type Metric } from '../metrics/metrics.ts';
import {
  figuresOfToday,
  type Partner,
  type RangeFigures,
  type Series,
  type Summary,
  type Today,
} from './figures.ts';

/** What is asked for: days in a zone, and one of the currencies. */
export interface Asked {
  range: DateRange;
  zone: string;
  compare: Comparison;
  /** Left out: the hub's own. */
  currency: string | undefined;
  /** Left out: partners by revenue, then by clicks. */
  metric: Metric | undefined;
}

/** Points end, and what is compared moves on, also while nothing happens. */
const REFRESH_MILLISECONDS = 60_000;
const TOP_PARTNERS = 5;

/** Returns what happens today, which is read whatever the page's range is: it also has alerts and stock. */
export function useToday(zone: string) {
  return trpc.analytics.getToday.useQuery({ zone }, { refetchInterval: REFRESH_MILLISECONDS });
}

/** Whether what `getToday` says answers the question. */
function isToday({ range, compare, currency }: Asked, today: Today | undefined): boolean {
  const isPlain = 'preset' in range && range.preset === 'today' && compare === 'weekday';
  return isPlain && (currency === undefined || today === undefined || currency === today.series.currency);
}

/** Returns the figures of the range. Those of today come with {@link useToday}, and follow what happens. */
export function useRangeFigures(asked: Asked, today: ReturnType<typeof useToday>): Loadable<RangeFigures> {
  const isLive = isToday(asked, today.data);
  const options = { enabled: !isLive, refetchInterval: REFRESH_MILLISECONDS };
  const { range, zone, compare, currency } = asked;
  const days = { ...range, zone, compare };
  const summary = trpc.analytics.getSummary.useQuery(days, options);
  const series = trpc.useQueries((hub) =>
    METRICS.map((metric) =>
      hub.analytics.getTimeSeries(
        { ...days, metric, currency: isMoney(metric) ? currency : undefined },
        options,
      ),
    ),
  );
  // The same arrays until the data change: charts are drawn anew for others.
  const live = useMemo(
    () => (today.data === undefined ? undefined : figuresOfToday(today.data)),
    [today.data],
  );
  if (isLive) return { ...asLoadable(today), data: live };
  return together(
    [summary, ...series].map((query) => asLoadable<unknown>(query)),
    combine(
      summary.data,
      series.map(({ data }) => data),
    ),
  );
}

function combine(
  summary: Summary | undefined,
  series: readonly (Series | undefined)[],
): RangeFigures | undefined {
  const [clicks, orders, revenue, commission] = series;
  if (!summary || !clicks || !orders || !revenue || !commission) return undefined;
  return { summary, currency: revenue.currency ?? '', series: { clicks, orders, revenue, commission } };
}

/** Returns the partners who brought most in the range, with the metric that they are sorted by. */
export function useTopPartners(
  asked: Asked,
  today: ReturnType<typeof useToday>,
): Loadable<readonly Partner[]> {
  const isLive = isToday(asked, today.data) && asked.metric === undefined;
  const { range, zone, compare, currency, metric = 'revenue' } = asked;
  const list = trpc.analytics.listTopAffiliates.useQuery(
    {
      ...range,
      zone,
      compare,
      metric,
      currency: isMoney(metric) ? currency : undefined,
      limit: TOP_PARTNERS,
    },
    { enabled: !isLive, refetchInterval: REFRESH_MILLISECONDS },
  );
  return isLive
    ? { ...asLoadable(today), data: today.data?.topAffiliates }
    : { ...asLoadable(list), data: list.data?.rows };
}

/** What is made of several parts: as old as the oldest of them, and failed as soon as one is. */
export function together<Data>(parts: readonly Loadable<unknown>[], data: Data | undefined): Loadable<Data> {
  const failed = parts.filter(({ failure }) => failure !== undefined);
  return {
    data,
    failure: failed[0]?.failure,
    mayPass: failed.length > 0 && failed.every(({ mayPass }) => mayPass),
    isRefused: failed.some(({ isRefused }) => isRefused),
    isFetching: parts.some(({ isFetching }) => isFetching),
    refetch: () => Promise.all(parts.map((part) => part.refetch())),
    updatedAt: data === undefined ? undefined : Math.min(...parts.map(({ updatedAt = 0 }) => updatedAt)),
  };
}
