import type { AdminOutputs } from '@dreamteamhub/sdk/admin';
import type { TimeSeries } from '../../ui/charts/time-series.ts';
import { isMoney, type Metric } from '../metrics/metrics.ts';

export type Today = AdminOutputs['analytics']['getToday'];
export type Summary = AdminOutputs['analytics']['getSummary'];
export type Series = AdminOutputs['analytics']['getTimeSeries'];
export type Partner = AdminOutputs['analytics']['listTopAffiliates']['rows'][number];
type SeriesByMetric = Readonly<Record<Metric, TimeSeries>>;

/** What the figures of a range are compared with. */
export type ComparedRange = NonNullable<Summary['comparison']>;

/** What the page shows of a range, wherever it was read. */
export interface RangeFigures {
  summary: Summary;
  /** Of the amounts in the series. */
  currency: string;
  series: SeriesByMetric;
}

/** A figure beside the one that it is compared with. */
export interface Figure {
  /** Null for counts. */
  currency: string | null;
  value: number | string;
  comparison: number | string | null;
  change: number | null;
}

/** Returns a metric's figures: one, or an amount for each currency with the page's own first. Amounts are never added. */
export function figuresOf(metric: Metric, { summary, currency }: RangeFigures): Figure[] {
  if (!isMoney(metric)) return [{ currency: null, ...summary[metric] }];
  const own = (money: { currency: string }) => Number(money.currency === currency);
  return [...summary.money]
    .sort((one, other) => own(other) - own(one))
    .map((money) => ({ currency: money.currency, ...money[metric] }));
}

/** Turns what the overview is told of today into the figures of a range. */
export function figuresOfToday(today: Today): RangeFigures {
  const { series, fromDate, toDate, missingBefore, comparison } = today;
  const ofMetric = (metric: Metric): TimeSeries => {
    const sum = isMoney(metric)
      ? today.money.find(({ currency }) => currency === series.currency)?.[metric]
      : today[metric];
    return {
      ...{ grain: 'hour', fromDate, toDate, missingBefore },
      points: series.points.map((point) => ({ ...point, value: point[metric] })),
      total: sum?.value ?? 0,
      comparison: comparison && {
        ...comparison,
        values: series.points.map((_, hour) => series.comparison[hour]?.[metric] ?? null),
        total: sum?.comparison ?? 0,
        change: sum?.change ?? null,
      },
    };
  };
  return {
    summary: today,
    currency: series.currency,
    series: {
      clicks: ofMetric('clicks'),
      orders: ofMetric('orders'),
      revenue: ofMetric('revenue'),
      commission: ofMetric('commission'),
    },
  };
}
