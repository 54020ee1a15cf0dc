import { useMemo } from 'react';
import { type Bucket, type Grain, type Point, toPlot, type Value } from './bucket.ts';
import { hasTwoOffsets, nameBucket } from './bucket-names.ts';
import { ChartFigure } from './chart-figure.tsx';
import classes from './charts.module.css';
import type { Reading } from './cursor-marks.tsx';
import type { Frame } from './frame.ts';
import { Line, SeriesLine } from './marks.tsx';
import { bandPath, linePath } from './paths.ts';
import { type ChartOptions, Plot } from './plot.tsx';
import { type TableData, valueCell } from './table-text.ts';
import type { Unit } from './units.ts';
import { valueScale } from './value-scale.ts';

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
  const { label, history, forecast, grain, unit, ...options } = props;
  const fan = useFan(props);
  return (
    <ChartFigure
      label={label}
      legend={[
        { name: 'So far', mark: 'first' },
        { name: 'Forecast', mark: 'forecast' },
        { name: '50 of 100 outcomes', mark: 'narrow' },
        { name: '90 of 100 outcomes', mark: 'wide' },
      ]}
      sentence={describeFan(props)}
      table={() => tableOf(props)}
    >
      <Plot {...options} {...{ label, grain, unit }} {...fan}>
        {(frame, tickIndices) => (
          <>
            <Band frame={frame} intervals={fan.most} mark="wide" />
            <Band frame={frame} intervals={fan.half} mark="narrow" />
            <Line frame={frame} values={fan.median} mark="forecast" />
            <SeriesLine
              {...{ frame, tickIndices }}
              values={fan.past}
              mark="first"
              complete={fan.buckets.length}
            />
          </>
        )}
      </Plot>
    </ChartFigure>
  );
}

const NONE: Interval = { low: null, high: null };

/** Past and forecast over the same buckets. The forecast begins at the last value that is known. */
function useFan({ history, forecast, unit }: FanChartProps) {
  return useMemo(() => {
    const known = history.at(-1)?.value ?? null;
    const before = history.map((_, index) => (index === history.length - 1 ? known : null));
    const past = [...history.map(({ value }) => value), ...forecast.map(() => null)];
    const median = [...before, ...forecast.map((point) => point.median)];
    const intervals = (of: 'half' | 'most') => [
      ...before.map((value) => (value === null ? NONE : { low: value, high: value })),
      ...forecast.map((point) => point[of]),
    ];
    const [half, most] = [intervals('half'), intervals('most')];
    const ends = most.flatMap(({ low, high }) => [low, high]);
    const textOf = (index: number, { low, high }: Interval) =>
      index < history.length ? null : `${unit.exact(low)} – ${unit.exact(high)}`;
    // What is read has no forecast for what has happened.
    const ahead = median.map((value, index) => (index < history.length ? null : value));
    const readings: Reading[] = [
      { name: 'So far', mark: 'first', values: past, isOptional: true },
      { name: 'Forecast', mark: 'forecast', values: ahead, isOptional: true },
      ...(['half', 'most'] as const).map(
        (of): Reading => ({
          name: of === 'half' ? '50 of 100' : '90 of 100',
          mark: of === 'half' ? 'narrow' : 'wide',
          isOptional: true,
          values: past.map(() => null),
          textOf: (index) => textOf(index, (of === 'half' ? half : most)[index] ?? NONE),
        }),
      ),
    ];
    return {
      ...{ past, median, half, most, readings },
      buckets: [...history, ...forecast.map((point) => ({ ...point, isComplete: true }))],
      scale: valueScale(toPlot([...past, ...median, ...ends]), unit.isWhole),
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

function tableOf({ history, forecast, grain, unit, locale }: FanChartProps): TableData {
  const withOffset = hasTwoOffsets([...history, ...forecast]);
  const name = (bucket: Bucket) => ({
    text: nameBucket(bucket, { grain, locale, withOffset }),
    raw: bucket.label,
  });
  const cells = (values: readonly Value[]) => values.map((value) => valueCell(value, unit));
  return {
    columns: [
      'Time',
      'So far',
      'Forecast',
      '50 of 100 from',
      '50 of 100 to',
      '90 of 100 from',
      '90 of 100 to',
    ],
    rows: [
      ...history.map((point) => ({
        name: name(point),
        cells: cells([point.value, null, null, null, null, null]),
      })),
      ...forecast.map((point) => {
        const { median, half, most } = point;
        return {
          name: name(point),
          cells: cells([null, median, half.low, half.high, most.low, most.high]),
        };
      }),
    ],
  };
}
