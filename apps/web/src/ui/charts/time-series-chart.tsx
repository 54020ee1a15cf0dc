import { useMemo } from 'react';
import { toPlot } from './bucket.ts';
import { nameRange } from './bucket-names.ts';
import { ChartFigure, type LegendEntry } from './chart-figure.tsx';
import type { Reading } from './cursor-marks.tsx';
import { countComplete, Levels, Line, SeriesBars, SeriesLine, Stretch } from './marks.tsx';
import { type ChartOptions, Plot } from './plot.tsx';
import { describeSeries } from './sentence.ts';
import { tableOfSeries } from './series-table.ts';
import { countMissing, type NamedSeries, nameComparison, type TimeSeries } from './time-series.ts';
import type { Unit } from './units.ts';
import { valueScale } from './value-scale.ts';

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
  const drawn = useDrawn(series);
  const scale = useMemo(
    () =>
      valueScale(
        drawn.readings.flatMap(({ values }) => toPlot(values)),
        unit.isWhole,
      ),
    [drawn, unit],
  );
  const missing = countMissing(points, missingBefore);
  const complete = countComplete(points);
  return (
    <ChartFigure
      label={label}
      legend={legendOf({ drawn, data: first.data, kind, locale: options.locale })}
      sentence={describeSeries(series, unit, options.locale)}
      table={() => tableOfSeries({ series, unit, locale: options.locale })}
    >
      <Plot
        {...options}
        {...{ label, grain, unit, scale }}
        buckets={points}
        readings={drawn.readings}
        cursorShape={kind === 'bars' ? 'band' : 'line'}
      >
        {(frame, tickIndices) => (
          <>
            {missing > 0 ? (
              <Stretch frame={frame} from={0} to={missing} kind="missing" text="Not kept" />
            ) : null}
            {kind === 'area' && drawn.comparison !== null ? (
              <Line frame={frame} values={drawn.comparison.values} mark="comparison" />
            ) : null}
            {drawn.series.map(({ name, values, mark }, slot) =>
              kind === 'bars' ? (
                <SeriesBars
                  key={name}
                  {...{ frame, values, mark, complete, slot }}
                  slots={drawn.series.length}
                />
              ) : (
                <SeriesLine key={name} {...{ frame, values, mark, complete, tickIndices }} />
              ),
            )}
            {kind === 'bars' && drawn.comparison !== null ? (
              <Levels frame={frame} values={drawn.comparison.values} mark="comparison" />
            ) : null}
          </>
        )}
      </Plot>
    </ChartFigure>
  );
}

interface Drawn {
  series: Reading[];
  comparison: Reading | null;
  readings: Reading[];
}

const MARKS = ['first', 'second'] as const;

/** Values by what is drawn: the same arrays until the data change. */
function useDrawn([one, two]: TimeSeriesChartProps['series']): Drawn {
  const [first, second] = [one.data, two?.data];
  return useMemo(() => {
    const series = [first, ...(second === undefined ? [] : [second])].map(
      ({ points }, index): Reading => ({
        name: (index === 0 ? one.name : two?.name) ?? '',
        mark: MARKS[index] ?? 'first',
        values: points.map(({ value }) => value),
      }),
    );
    const comparison = compare(first);
    return { series, comparison, readings: comparison === null ? series : [...series, comparison] };
  }, [first, second, one.name, two?.name]);
}

function compare({ comparison, points }: TimeSeries): Reading | null {
  if (comparison === null) return null;
  // A bucket may have no counterpart, as on the days when clocks change.
  const values = points.map((_, index) => comparison.values[index] ?? null);
  return { name: nameComparison(comparison), mark: 'comparison', values };
}

interface LegendRequest {
  drawn: Drawn;
  data: TimeSeries;
  kind: 'area' | 'bars';
  locale: string | undefined;
}

function legendOf({ drawn, data, kind, locale }: LegendRequest): LegendEntry[] {
  const { comparison } = data;
  const range = nameRange(data.fromDate, data.toDate, locale);
  const entries = drawn.series.map(({ name, mark }, index): LegendEntry => {
    const bars = mark === 'second' ? 'secondBars' : 'bars';
    return { name, mark: kind === 'bars' ? bars : mark, note: index === 0 ? range : undefined };
  });
  if (comparison === null) return entries;
  const compared = nameRange(comparison.fromDate, comparison.toDate, locale);
  return [...entries, { name: nameComparison(comparison), mark: 'comparison', note: compared }];
}
