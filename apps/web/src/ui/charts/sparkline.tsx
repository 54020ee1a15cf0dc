import { memo } from 'react';
import { lastKnown, toPlot, type Value } from './bucket.ts';
import classes from './charts.module.css';
import { areaPath, linePath } from './paths.ts';
import type { Unit } from './units.ts';

interface SparklineProps {
  /** Names it for readers of screens: `Clicks, 28 days`. */
  label: string;
  values: readonly Value[];
  unit: Unit;
  /** Whether the last value can still grow. */
  isOpen?: boolean;
  /** Pixels. `fill` takes the width of the place. */
  width?: number | 'fill';
  height?: number;
  /** Adds a table of these names and the values for readers of screens, where no chart of the same stands near. */
  names?: readonly string[];
}

const NARROW = 96;
const EDGE = 2.5;

/** A line as small as a word, from zero, without axes. It is as light as a table of a hundred rows needs. */
export const Sparkline = memo(function Sparkline(props: SparklineProps) {
  const { label, values, unit, isOpen = false, width = NARROW, height = 28, names } = props;
  const numbers = toPlot(values);
  const { min, max } = rangeOf(numbers);
  const inside = width === 'fill' ? 300 : width;
  const step = (inside - 2 * EDGE) / Math.max(1, values.length - 1);
  const yOf = (value: number) => EDGE + ((max - value) / (max - min)) * (height - 2 * EDGE);
  const places = numbers.map((value, index) => ({
    x: values.length === 1 ? inside / 2 : EDGE + index * step,
    y: value === null ? null : yOf(value),
  }));
  const complete = isOpen ? places.length - 1 : places.length;
  return (
    <span className={classes.spark} data-fill={width === 'fill'}>
      <svg
        role="img"
        aria-label={describe(props)}
        viewBox={`0 0 ${inside} ${height}`}
        width={width === 'fill' ? '100%' : width}
        height={height}
        preserveAspectRatio="none"
      >
        <g className={classes.series} data-mark="first">
          <path className={classes.area} d={areaPath(places, yOf(0))} />
          <path className={classes.line} d={linePath(places.slice(0, complete))} />
          {isOpen ? <path className={classes.line} data-open d={linePath(places.slice(-2))} /> : null}
        </g>
      </svg>
      {names === undefined ? null : <HiddenTable {...{ label, names, values, unit }} />}
    </span>
  );
});

/** All the room for the values: round ends would leave half of it empty. */
function rangeOf(numbers: readonly (number | null)[]) {
  const known = numbers.filter((value) => value !== null);
  const [min, max] = [Math.min(0, ...known), Math.max(0, ...known)];
  return { min, max: max === min ? 1 : max };
}

function describe({ label, values, unit }: Pick<SparklineProps, 'label' | 'values' | 'unit'>): string {
  const last = lastKnown(values);
  if (last === null) return `${label}: nothing known`;
  const numbers = toPlot(values);
  const most = Math.max(...numbers.filter((value) => value !== null));
  const peak = values[numbers.indexOf(most)] ?? null;
  return `${label}: last ${unit.exact(values[last] ?? null)}, most ${unit.exact(peak)}`;
}

function HiddenTable({
  label,
  names = [],
  values,
  unit,
}: Omit<SparklineProps, 'isOpen' | 'width' | 'height'>) {
  return (
    <table className={classes.hidden}>
      <caption>{label}</caption>
      <tbody>
        {names.map((name, index) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{unit.exact(values[index] ?? null)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
