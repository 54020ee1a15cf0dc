import { useMemo } from 'react';
import { type Bucket, type Grain, type Point, toPlot, type Value } from './bucket.ts';
import { BucketChart, type Column } from './bucket-chart.tsx';
import { hasTwoOffsets, nameBucket } from './bucket-names.ts';
import type { LegendEntry } from './chart-figure.tsx';
import classes from './charts.module.css';
import type { Reading } from './cursor-marks.tsx';
import type { Frame } from './frame.ts';
import { Line, SeriesLine } from './marks.tsx';
import { bandPath, linePath } from './paths.ts';
import type { ChartOptions } from './plot.tsx';
import type { Unit } from './units.ts';

interface Interval {
  low: Value;
  high: Value;
}

export interface ForecastPoint extends Bucket {
  median: Value;
  /** Half of all outcomes are inside. */
  half: Interval;
  /** Nine of ten are. */
  most: Interval;
}

interface FanChartProps extends ChartOptions {
  label: string;
  /** What has happened, before the forecast. */
  history: readonly Point[];
  forecast: readonly ForecastPoint[];
  grain: Grain;
  unit: Unit;
}

/** What has happened, and a forecast as its median within the ranges of half and of nine tenths of all outcomes. */
export function FanChart(props: FanChartProps) {
  const { history, forecast, ...options } = props;
  const { buckets, readings, columns, past, median, half, most } = useFan(history, forecast, options.unit);
  return (
    <BucketChart
      {...options}
      {...{ buckets, readings, columns }}
      legend={LEGEND}
      sentence={describeFan(props)}
    >
      {(frame, tickIndices) => (
        <>
          <Band frame={frame} intervals={most} mark="wide" />
          <Band frame={frame} intervals={half} mark="narrow" />
          <Line frame={frame} values={median} mark="forecast" />
          <SeriesLine {...{ frame, tickIndices }} values={past} mark="first" complete={buckets.length} />
        </>
      )}
    </BucketChart>
  );
}

const LEGEND: readonly LegendEntry[] = [
  { name: 'So far', mark: 'first' },
  { name: 'Forecast', mark: 'forecast' },
  { name: '50 of 100 outcomes', mark: 'narrow' },
  { name: '90 of 100 outcomes', mark: 'wide' },
];

/** Past and forecast over the same buckets. The forecast begins at the last value that is known. */
function useFan(history: readonly Point[], forecast: readonly ForecastPoint[], unit: Unit) {
  return useMemo(() => {
    const known = history.at(-1)?.value ?? null;
    const before = history.map((_, index) => (index === history.length - 1 ? known : null));
    const nothing = history.map(() => null);
    const past = [...history.map(({ value }) => value), ...forecast.map(() => null)];
    const medians = forecast.map(({ median }) => median);
    const intervals = (of: 'half' | 'most') => [
      ...before.map((value) => ({ low: value, high: value })),
      ...forecast.map((point) => point[of]),
    ];
    const sides = (of: 'half' | 'most', side: keyof Interval) => [
      ...nothing,
      ...forecast.map((point) => point[of][side]),
    ];
    const columns: Column[] = [
      { name: 'So far', values: past },
      { name: 'Forecast', values: [...nothing, ...medians] },
      { name: '50 of 100 from', values: sides('half', 'low') },
      { name: '50 of 100 to', values: sides('half', 'high') },
      { name: '90 of 100 from', values: sides('most', 'low') },
      { name: '90 of 100 to', values: sides('most', 'high') },
    ];
    const readInterval = (name: string, of: 'half' | 'most'): Reading => ({
      name,
      mark: of === 'half' ? 'narrow' : 'wide',
      isOptional: true,
      values: [],
      reaches: forecast.flatMap((point) => [point[of].low, point[of].high]),
      textOf: (index) => {
        const interval = forecast[index - history.length]?.[of];
        return interval === undefined ? null : `${unit.exact(interval.low)} – ${unit.exact(interval.high)}`;
      },
    });
    const readings: Reading[] = [
      { name: 'So far', mark: 'first', values: past, isOptional: true },
      // What has happened has no forecast, though the line begins there.
      { name: 'Forecast', mark: 'forecast', values: [...nothing, ...medians], isOptional: true },
      readInterval('50 of 100', 'half'),
      readInterval('90 of 100', 'most'),
    ];
    return {
      buckets: [...history, ...forecast],
      ...{ past, readings, columns },
      median: [...before, ...medians],
      half: intervals('half'),
      most: intervals('most'),
    };
  }, [history, forecast, unit]);
}

function Band({
  frame,
  intervals,
  mark,
}: {
  frame: Frame;
  intervals: readonly Interval[];
  mark: 'wide' | 'narrow';
}) {
  const places = intervals.map(({ low, high }, index) => {
    const [from, to] = toPlot([low, high]).map((value) => (value === null ? null : frame.yOf(value)));
    return { x: frame.xOf(index), low: from ?? null, high: to ?? null };
  });
  const edge = (side: 'low' | 'high') => linePath(places.map((place) => ({ x: place.x, y: place[side] })));
  return (
    <g className={classes.fan} data-mark={mark}>
      <path d={bandPath(places)} />
      <path className={classes.edge} d={edge('low') + edge('high')} />
    </g>
  );
}

function describeFan({ forecast, grain, unit, locale }: FanChartProps): string {
  const last = forecast.at(-1);
  if (last === undefined || last.median === null) return 'There is no forecast yet.';
  const end = nameBucket(last, { grain, locale, withOffset: hasTwoOffsets(forecast) });
  const { low, high } = last.most;
  return `The forecast for ${end} is ${unit.inWords(last.median)}; in 90 of 100 outcomes, ${unit.exact(low)} to ${unit.exact(high)}.`;
}
