import { type ReactNode, useId, useState } from 'react';
import { ChartTable } from './chart-table.tsx';
import classes from './charts.module.css';
import { type Mark, Swatch } from './swatch.tsx';
import type { TableData } from './table-text.ts';

export interface LegendEntry {
  name: string;
  /** What stands behind the name, such as its range. */
  note?: string | undefined;
  mark: Mark;
}

interface ChartFigureProps {
  /** Names the chart: `Clicks`. */
  label: string;
  legend: readonly LegendEntry[];
  /** What the chart shows, in words. */
  sentence: string;
  /** Makes the table when somebody opens it. */
  table: () => TableData;
  children: ReactNode;
}

/** A chart with its legend, its sentence, and its table behind a button. */
export function ChartFigure({ label, legend, sentence, table, children }: ChartFigureProps) {
  const [isOpen, setOpen] = useState(false);
  const tableId = useId();
  return (
    <figure className={classes.figure} aria-label={label}>
      {legend.length === 0 ? null : <Legend entries={legend} />}
      {children}
      <figcaption className={classes.caption}>
        <span className={classes.sentence} dir="auto">
          {sentence}
        </span>
        <button
          type="button"
          className={classes.button}
          aria-expanded={isOpen}
          aria-controls={tableId}
          aria-label={`${isOpen ? 'Hide table' : 'Show table'} of ${label}`}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Hide table' : 'Show table'}
        </button>
      </figcaption>
      <div id={tableId}>{isOpen ? <ChartTable label={label} data={table()} /> : null}</div>
    </figure>
  );
}

function Legend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <ul className={classes.legend}>
      {entries.map(({ name, note, mark }) => (
        <li key={name}>
          <Swatch mark={mark} />
          <span>
            {name}
            {note === undefined ? null : <span className={classes.note}> {note}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
