import type { ReactNode } from 'react';
import { CopyTable } from './chart-table.tsx';
import classes from './charts.module.css';
import type { TableData } from './table-text.ts';
import { formatShare, type Unit } from './units.ts';

interface BreakdownRow {
  /** Null: the thing had none. */
  name: string | null;
  value: string | number;
}

interface BarBreakdownProps {
  /** Names the table: `Clicks by landing page`. */
  label: string;
  /** Heads the names: `Landing page`. */
  dimension: string;
  /** Heads the values: `Clicks`. */
  measure: string;
  rows: readonly BreakdownRow[];
  /** What is in none of the rows, summed. */
  other: string | number;
  /** Rows and others together. */
  total: string | number;
  unit: Unit;
  locale?: string;
  /** What the thing of a row without a name is called; `(none)` by default. */
  noneName?: string;
  /** Makes a name a link; the text must stay as it is given. */
  renderName?: (row: BreakdownRow, text: ReactNode) => ReactNode;
}

interface Line {
  key: string;
  row: BreakdownRow | null;
  text: string;
  value: string | number;
  kind: 'named' | 'none' | 'other';
}

/**
 * Parts of a total, with a bar each. It is a table, so that its numbers are there for everybody. What has no name and what
 * is in no row always stand in it, even with nothing, so that the parts visibly make the total.
 */
export function BarBreakdown(props: BarBreakdownProps) {
  const { label, dimension, measure, total, unit, locale, renderName } = props;
  const lines = linesOf(props);
  const longest = Math.max(...lines.map(({ value }) => Math.abs(Number(value))), 0);
  return (
    <figure className={classes.figure} aria-label={label}>
      <table className={classes.breakdown}>
        <thead>
          <tr>
            <th scope="col">{dimension}</th>
            <th scope="col">{measure}</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, row, text, value, kind }) => {
            const name = (
              <span className={classes.name} dir="auto" title={text}>
                {text}
              </span>
            );
            return (
              <tr key={key} data-kind={kind}>
                <th scope="row">
                  {row === null || renderName === undefined ? name : renderName(row, name)}
                  <span
                    className={classes.bar}
                    style={{
                      inlineSize: `${longest === 0 ? 0 : (Math.abs(Number(value)) / longest) * 100}%`,
                    }}
                    data-empty={Number(value) === 0}
                  />
                </th>
                <td>{unit.exact(value)}</td>
                <td>
                  <bdi>{formatShare(Number(value), Number(total), locale)}</bdi>
                </td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <td>{unit.exact(total)}</td>
            <td>{formatShare(Number(total), Number(total), locale)}</td>
          </tr>
        </tfoot>
      </table>
      <CopyTable data={tableOf(props, lines)} />
    </figure>
  );
}

function linesOf({ rows, other, noneName = '(none)' }: BarBreakdownProps): Line[] {
  const named = rows.map(
    (row): Line => ({
      key: row.name === null ? 'none' : `named ${row.name}`,
      row,
      text: row.name ?? noneName,
      value: row.value,
      kind: row.name === null ? 'none' : 'named',
    }),
  );
  const hasNone = rows.some(({ name }) => name === null);
  return [
    ...named,
    ...(hasNone ? [] : [{ key: 'none', row: null, text: noneName, value: 0, kind: 'none' as const }]),
    { key: 'other', row: null, text: 'Other', value: other, kind: 'other' },
  ];
}

function tableOf({ dimension, measure, total }: BarBreakdownProps, lines: readonly Line[]): TableData {
  const cell = (text: string | number) => ({ text: String(text), raw: String(text) });
  return {
    columns: [dimension, measure],
    rows: lines.map(({ text, value }) => ({ name: cell(text), isText: true, cells: [cell(value)] })),
    total: { name: cell('Total'), cells: [cell(total)] },
  };
}
