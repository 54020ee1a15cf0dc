import { csvCell } from '../../platform/csv.ts';
import type { FileStyle } from './file-style.ts';

/** A column of an exported list. */
export interface ExportColumn<Row> {
  /** Stays the same, whatever the title becomes: callers and saved views have it. */
  readonly name: string;
  /** The column's head in the file. */
  readonly title: string;
  /** Returns a row's cell as the file has it. */
  readonly cell: (row: Row, style: FileStyle) => string;
}

type Read<Row, Value> = (row: Row) => Value | null | undefined;

/** Kinds of columns of one list: `const { text, amount } = columnsOf<Order>()`. */
export function columnsOf<Row>() {
  const column =
    <Value>(write: (value: Value, style: FileStyle) => string) =>
    (name: string, title: string, read: Read<Row, Value>): ExportColumn<Row> => ({
      name,
      title,
      cell: (row, style) => {
        const value = read(row);
        return value === null || value === undefined ? '' : write(value, style);
      },
    });
  return {
    /** Whatever people or programs wrote: no spreadsheet takes it for a formula. */
    text: column<string>((value, { separator }) => csvCell(value, separator)),
    texts: column<readonly string[]>((values, { separator }) => csvCell(values.join(', '), separator)),
    count: column<number>(String),
    /** A decimal string of the API, sign and decimals as it has them. */
    amount: column<string>((value, { decimalMark }) => value.replace('.', decimalMark)),
    time: column<string>((value, { times }) => times.write(value)),
    flag: column<boolean>((value) => (value ? 'yes' : 'no')),
    json: column<unknown>((value, { separator }) => csvCell(JSON.stringify(value) ?? '', separator)),
  };
}
