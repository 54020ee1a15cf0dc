import type { Point, Value } from './bucket.ts';
import { hasTwoOffsets, nameBucket, nameRange } from './bucket-names.ts';
import { type TableData, valueCell } from './table-text.ts';
import { type NamedSeries, nameComparison } from './time-series.ts';
import type { Unit } from './units.ts';

interface SeriesTable {
  series: readonly [NamedSeries, NamedSeries?];
  unit: Unit;
  locale: string | undefined;
}

/** The numbers of a chart over time: a row for each bucket, and one for the totals. */
export function tableOfSeries({ series, unit, locale }: SeriesTable): TableData {
  const [first, second] = series;
  const { points, grain, comparison, total } = first.data;
  const withOffset = hasTwoOffsets(points);
  const cell = (value: Value) => valueCell(value, unit);
  const row = (point: Point, index: number) => ({
    name: { text: nameBucket(point, { grain, locale, withOffset }), raw: point.label },
    cells: [
      cell(point.value),
      ...(second === undefined ? [] : [cell(second.data.points[index]?.value ?? null)]),
      ...(comparison === null ? [] : [cell(comparison.values[index] ?? null)]),
    ],
  });
  return {
    columns: [
      'Time',
      first.name,
      ...(second === undefined ? [] : [second.name]),
      ...(comparison === null
        ? []
        : [`${nameComparison(comparison)}, ${nameRange(comparison.fromDate, comparison.toDate, locale)}`]),
    ],
    rows: [
      ...points.map(row),
      {
        name: { text: 'Total', raw: 'Total' },
        cells: [
          cell(total),
          ...(second === undefined ? [] : [cell(second.data.total)]),
          ...(comparison === null ? [] : [cell(comparison.total)]),
        ],
      },
    ],
  };
}
