import type { Grain, Point, Value } from './bucket.ts';

/** What `analytics.getTimeSeries` returns, as far as a chart needs it. */
export interface TimeSeries {
  grain: Grain;
  /** Local dates, both inside. */
  fromDate: string;
  toDate: string;
  /** Nothing is kept from before this instant; null: all is there. */
  missingBefore: string | null;
  points: readonly Point[];
  total: Value;
  comparison: Comparison | null;
}

export interface Comparison {
  kind: string;
  fromDate: string;
  toDate: string;
  /** By index of the buckets that they stand behind. */
  values: readonly Value[];
  total: Value;
  /** A ratio; null where the total of the comparison is 0. */
  change: number | null;
}

/** A named series; the name is in the legend, the table and the readout. */
export interface NamedSeries {
  name: string;
  data: TimeSeries;
}

const comparisonNames = new Map([
  ['previous', 'Previous period'],
  ['weekday', 'Same weekday before'],
  ['year', 'Year before'],
]);

export function nameComparison({ kind }: Pick<Comparison, 'kind'>): string {
  return comparisonNames.get(kind) ?? 'Compared with';
}
