import { useMemo } from 'react';
import { type Bucket, type Grain, lastKnown, readLabel, toPlot, type Value } from './bucket.ts';
import { BucketChart } from './bucket-chart.tsx';
import { dateFormat, hasTwoOffsets, nameBucket } from './bucket-names.ts';
import type { LegendEntry } from './chart-figure.tsx';
import classes from './charts.module.css';
import type { Reading } from './cursor-marks.tsx';
import type { Frame } from './frame.ts';
import { Stretch } from './marks.tsx';
import { stepPath } from './paths.ts';
import type { ChartOptions } from './plot.tsx';
import type { Mark } from './swatch.tsx';
import type { Unit } from './units.ts';

export interface StockPoint extends Bucket {
  /** At the end of the bucket, and the lowest in it. */
  stock: Value;
  lowest?: Value;
}

interface StockChartProps extends ChartOptions {
  label: string;
  points: readonly StockPoint[];
  grain: Grain;
  unit: Unit;
  /** Of today. */
  threshold: Value;
  missingBefore?: string | null;
}

/** Stock over time in steps, against the threshold. Stretches in which it ran out are hatched. */
export function StockChart(props: StockChartProps) {
  const { points, threshold, ...options } = props;
  const { readings, outs } = useMemo(() => {
    const stock: Reading = { name: 'Stock', mark: 'first', values: points.map((point) => point.stock) };
    const limit: Reading = {
      name: 'Threshold',
      mark: 'threshold',
      values: points.map(() => threshold),
      hasDot: false,
    };
    return { readings: [stock, limit], outs: outOfStock(points) };
  }, [points, threshold]);
  return (
    <BucketChart
      {...options}
      readings={readings}
      buckets={points}
      columns={readings}
      legend={legendOf(outs.length > 0)}
      sentence={describeStock(props, outs)}
    >
      {(frame) => (
        <>
          {outs.map(({ from, to }) => (
            <Stretch key={from} {...{ frame, from, to }} kind="out" />
          ))}
          {readings.map(({ values, mark }) => (
            <Steps key={mark} {...{ frame, values, mark }} />
          ))}
        </>
      )}
    </BucketChart>
  );
}

function Steps({ frame, values, mark }: { frame: Frame; values: readonly Value[]; mark: Mark }) {
  const places = toPlot(values).map((value, index) => ({
    // From left to right on the screen, whichever way time runs.
    x: frame.xOf(index),
    y: value === null ? null : frame.yOf(value),
  }));
  const half = (frame.band / 2) * (frame.isRtl ? -1 : 1);
  return <path className={classes.line} data-mark={mark} d={stepPath(places, half)} />;
}

interface Span {
  from: number;
  /** Not inside. */
  to: number;
}

/** Stretches of buckets in which nothing was left at some time. */
export function outOfStock(points: readonly Pick<StockPoint, 'stock' | 'lowest'>[]): Span[] {
  const spans: Span[] = [];
  points.forEach(({ stock, lowest = stock }, index) => {
    if (lowest === null || Number(lowest) > 0) return;
    const last = spans.at(-1);
    if (last?.to === index) last.to = index + 1;
    else spans.push({ from: index, to: index + 1 });
  });
  return spans;
}

function legendOf(isOut: boolean): LegendEntry[] {
  return [
    { name: 'Stock', mark: 'first' },
    { name: 'Threshold', mark: 'threshold' },
    ...(isOut ? [{ name: 'Out of stock', mark: 'out' as const }] : []),
  ];
}

function describeStock(
  { points, threshold, grain, unit, locale }: StockChartProps,
  outs: readonly Span[],
): string {
  const values = points.map(({ stock }) => stock);
  const last = lastKnown(values);
  const now = last === null ? undefined : points[last];
  if (now === undefined || now.stock === null) return 'No stock is known for this time.';
  const limit = threshold === null ? '' : `, with a threshold of ${unit.exact(threshold)}`;
  const lowest = points.map((point) => point.lowest ?? point.stock);
  const least = Math.min(...toPlot(lowest).filter((value) => value !== null));
  const at = toPlot(lowest).indexOf(least);
  const low = points[at];
  const withOffset = hasTwoOffsets(points);
  return [
    `${unit.inWords(now.stock)} in stock${limit}.`,
    low === undefined
      ? ''
      : `Least: ${unit.exact(lowest[at] ?? null)} on ${nameBucket(low, { grain, locale, withOffset })}.`,
    describeOuts(outs, points, locale),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function describeOuts(outs: readonly Span[], points: readonly StockPoint[], locale?: string): string {
  if (outs.length === 0) return '';
  const when = outs.slice(0, 3).map(({ from, to }) => {
    const [first, last] = [points[from], points[to - 1]].map((point) => readLabel(point?.label ?? '').at);
    return dateFormat('range', locale).formatRange(first ?? 0, last ?? 0);
  });
  const more = outs.length > 3 ? `, and ${outs.length - 3} times more` : '';
  return `Out of stock ${when.join('; ')}${more}.`;
}
