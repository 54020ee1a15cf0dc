import { useState } from 'react';
import { copyText } from '../copy-text.ts';
import classes from './charts.module.css';
import { type TableData, toTabSeparated } from './table-text.ts';

/** The numbers of a chart, exact, to read row by row and to copy. */
export function ChartTable({ label, data }: { label: string; data: TableData }) {
  return (
    <>
      <CopyTable data={data} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section className={classes.scroll} aria-label={`${label}, table`} tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              {data.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.rows.map((row) => (
              <Line key={row.name.raw} row={row} columns={data.columns} />
            ))}
          </tbody>
          {data.total === undefined ? null : (
            <tfoot>
              <Line row={data.total} columns={data.columns} />
            </tfoot>
          )}
        </table>
      </section>
    </>
  );
}

function Line({ row, columns }: { row: TableData['rows'][number]; columns: readonly string[] }) {
  return (
    <tr>
      <th scope="row">{row.name.text}</th>
      {row.cells.map(({ text }, index) => (
        <td key={columns[index + 1]}>{text}</td>
      ))}
    </tr>
  );
}

/** Copies a table for a spreadsheet, and says so. */
export function CopyTable({ data }: { data: TableData }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    const isCopied = await copyText(toTabSeparated(data));
    setSaid(isCopied ? 'Copied' : 'Your browser does not allow copying: select the table instead.');
  };
  return (
    <p className={classes.copy}>
      <span role="status">{said}</span>
      <button type="button" className={classes.button} onClick={() => void copy()}>
        Copy table
      </button>
    </p>
  );
}
