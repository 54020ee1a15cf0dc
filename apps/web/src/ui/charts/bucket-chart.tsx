import { type ReactNode, useMemo } from 'react';
import { type Bucket, countMissing, type Grain, toPlot, type Value } from './bucket.ts';
import { hasTwoOffsets, nameBucket } from './bucket-names.ts';
import { ChartFigure, type LegendEntry } from './chart-figure.tsx';
import type { Reading } from './cursor-marks.tsx';
import type { Frame } from './frame.ts';
import { Stretch } from './marks.tsx';
import { type ChartOptions, Plot } from './plot.tsx';
import { type TableData, valueCell } from './table-text.ts';
import type { Unit } from './units.ts';
import { valueScale } from './value-scale.ts';

/** A column of the table: a value for each bucket, and one below where there is a total. */
export interface Column {
  name: string;
  values: readonly Value[];
  total?: Value;
}

interface BucketChartProps extends ChartOptions {
  label: string;
  buckets: readonly Bucket[];
  grain: Grain;
  unit: Unit;
  legend: readonly LegendEntry[];
  sentence: string;
  /** What the cursor reads, and what the scale holds. The same array until the data change. */
  readings: readonly Reading[];
  columns: readonly Column[];
  missingBefore?: string | null;
  cursorShape?: 'line' | 'band';
  /** Draws the data; the indices are those of the ticks. */
  children: (frame: Frame, tickIndices: readonly number[]) => ReactNode;
}

/** What all charts over time have: figure, table, axes, and the time that is not kept. */
export function BucketChart(props: BucketChartProps) {
  const { legend, sentence, columns, missingBefore = null, children, ...plot } = props;
  const { label, buckets, unit, readings } = plot;
  const scale = useMemo(() => {
    const values = readings.flatMap((reading) => [...reading.values, ...(reading.reaches ?? [])]);
    return valueScale(toPlot(values), unit.isWhole);
  }, [readings, unit]);
  const missing = countMissing(buckets, missingBefore);
  return (
    <ChartFigure {...{ label, legend, sentence }} table={() => tableOf(props)}>
      <Plot {...plot} scale={scale}>
        {(frame, tickIndices) => (
          <>
            {missing > 0 ? (
              <Stretch frame={frame} from={0} to={missing} kind="missing" text="Not kept" />
            ) : null}
            {children(frame, tickIndices)}
          </>
        )}
      </Plot>
    </ChartFigure>
  );
}

function tableOf({ buckets, grain, unit, locale, columns }: BucketChartProps): TableData {
  const withOffset = hasTwoOffsets(buckets);
  const rows = buckets.map((bucket, index) => ({
    name: { text: nameBucket(bucket, { grain, locale, withOffset }), raw: bucket.label },
    cells: columns.map(({ values }) => valueCell(values[index] ?? null, unit)),
  }));
  const total = {
    name: { text: 'Total', raw: 'Total' },
    cells: columns.map((column) => valueCell(column.total ?? null, unit)),
  };
  const hasTotal = columns.some((column) => column.total !== undefined);
  return {
    columns: ['Time', ...columns.map(({ name }) => name)],
    rows,
    ...(hasTotal ? { total } : {}),
  };
}
