import { useMemo } from 'react';
import { BucketChart, type Column } from './bucket-chart.tsx';
import { nameRange } from './bucket-names.ts';
import type { LegendEntry } from './chart-figure.tsx';
import type { Reading } from './cursor-marks.tsx';
import { countComplete, Levels, Line, SeriesBars, SeriesLine } from './marks.tsx';
import type { ChartOptions } from './plot.tsx';
import { describeSeries } from './sentence.ts';
import { type NamedSeries, nameComparison, type TimeSeries } from './time-series.ts';
import type { Unit } from './units.ts';

interface TimeSeriesChartProps extends ChartOptions {
  /** Names the chart: `Clicks`. */
  label: string;
  /** One, or two in the same unit over the same buckets. What the first is compared with is drawn behind. */
  series: readonly [NamedSeries, NamedSeries?];
  unit: Unit;
  kind?: 'area' | 'bars';
}

/** Values over time against those before, from zero. Null is a gap; what can still grow is dashed or hatched. */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { label, series, unit, kind = 'area', ...options } = props;
  const [first] = series;
  const { points, grain, missingBefore } = first.data;
  const isBars = kind === 'bars';
  const drawn = useDrawn(series, isBars);
  const { comparison } = drawn;
  const complete = countComplete(points);
  return (
    <BucketChart
      {...options}
      {...{ label, grain, unit, missingBefore }}
      buckets={points}
      readings={drawn.readings}
      columns={columnsOf(drawn, { series, locale: options.locale })}
      legend={legendOf(drawn, { series, locale: options.locale })}
      sentence={describeSeries(series, unit, options.locale)}
      cursorShape={isBars ? 'band' : 'line'}
    >
      {(frame, tickIndices) => (
        <>
          {isBars || comparison === null ? null : <Line frame={frame} {...comparison} />}
          {drawn.series.map(({ name, values, mark }, slot) =>
            isBars ? (
              <SeriesBars
                key={name}
                {...{ frame, values, mark, complete, slot }}
                slots={drawn.series.length}
              />
            ) : (
              <SeriesLine key={name} {...{ frame, values, mark, complete, tickIndices }} />
            ),
          )}
          {isBars && comparison !== null ? <Levels frame={frame} {...comparison} /> : null}
        </>
      )}
    </BucketChart>
  );
}

interface Drawn {
  series: Reading[];
  comparison: Reading | null;
  readings: Reading[];
}

const LINES = ['first', 'second'] as const;
const BARS = ['bars', 'secondBars'] as const;

/** Values by what is drawn: the same arrays until the data change. */
function useDrawn([one, two]: TimeSeriesChartProps['series'], isBars: boolean): Drawn {
  const [first, second] = [one.data, two?.data];
  return useMemo(() => {
    const series = [first, ...(second === undefined ? [] : [second])].map(
      ({ points }, index): Reading => ({
        name: (index === 0 ? one.name : two?.name) ?? '',
        mark: (isBars ? BARS : LINES)[index] ?? 'first',
        values: points.map(({ value }) => value),
      }),
    );
    const comparison = compare(first);
    return { series, comparison, readings: comparison === null ? series : [...series, comparison] };
  }, [first, second, one.name, two?.name, isBars]);
}

function compare({ comparison, points }: TimeSeries): Reading | null {
  if (comparison === null) return null;
  // A bucket may have no counterpart, as on the days when clocks change.
  const values = points.map((_, index) => comparison.values[index] ?? null);
  return { name: nameComparison(comparison), mark: 'comparison', values };
}

interface Naming {
  series: TimeSeriesChartProps['series'];
  locale: string | undefined;
}

function columnsOf(drawn: Drawn, { series, locale }: Naming): Column[] {
  const columns = drawn.series.map(
    ({ name, values }, index): Column => ({ name, values, total: series[index]?.data.total ?? null }),
  );
  const { comparison } = series[0].data;
  if (comparison === null || drawn.comparison === null) return columns;
  const { name, values } = drawn.comparison;
  return [...columns, { name: `${name}, ${rangeOf(comparison, locale)}`, values, total: comparison.total }];
}

function legendOf(drawn: Drawn, { series, locale }: Naming): LegendEntry[] {
  const { data } = series[0];
  const entries = drawn.series.map(({ name, mark }, index): LegendEntry => {
    return { name, mark, note: index === 0 ? rangeOf(data, locale) : undefined };
  });
  if (data.comparison === null || drawn.comparison === null) return entries;
  const { name, mark } = drawn.comparison;
  return [...entries, { name, mark, note: rangeOf(data.comparison, locale) }];
}

function rangeOf({ fromDate, toDate }: { fromDate: string; toDate: string }, locale?: string): string {
  return nameRange(fromDate, toDate, locale);
}
