import { CsvError, type Options, parse } from 'csv-parse/sync';
import { badField } from '../../../platform/app-error.ts';
import { type AnswerColumns, recogniseColumns } from './csv-columns.ts';

/** A list of a bank with its header. */
export interface CsvTable {
  columns: AnswerColumns;
  titles: string[];
  /** Those below the header, with the line that each begins on. */
  rows: { line: number; cells: string[] }[];
}

const SEPARATORS = [';', ',', '\t', '|'] as const;
/** Banks write a title and the account above the header. */
const LINES_ABOVE = 30;
const LONGEST_LINE = 256 * 1024;
/** Of a year of an account, and far more than the thread has memory for. */
const MOST = { lines: 200_000, cells: 1_500_000 };

/** Finds the separator and the header of a list. Throws `bad_request` that names `file`. */
export function readTable(text: string): CsvTable {
  const said = /^\uFEFF?"?sep=([;,\t|])"?\r?\n/i.exec(text);
  const content = said === null ? text : text.slice(said[0].length);
  const linesAbove = said === null ? 0 : 1;
  refuseTooMany(content);
  let best: { table: CsvTable; score: number } | null = null;
  let problem: string | null = null;
  for (const separator of said === null ? SEPARATORS : [said[1] as string]) {
    try {
      const table = tableOf(readRows(content, separator, linesAbove));
      const score = Object.keys(table?.columns ?? {}).length;
      if (table !== null && score > (best?.score ?? 0)) best = { table, score };
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      problem ??= error.message;
    }
  }
  if (best !== null) return best.table;
  throw badField('file', problem ?? 'has no header with a column such as "reference", "status" or "amount"');
}

/** The library would make an object of each line and a text of each cell first. */
function refuseTooMany(text: string): void {
  const count = (sign: string) => {
    let found = 0;
    for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) found++;
    return found;
  };
  const lines = Math.max(count('\n'), count('\r'));
  if (lines > MOST.lines) throw badField('file', 'has more than 200,000 lines');
  if (SEPARATORS.some((separator) => count(separator) > MOST.cells))
    throw badField('file', 'has too many cells');
}

function readRows(text: string, delimiter: string, linesAbove: number): CsvTable['rows'] {
  const rows: CsvTable['rows'] = [];
  const options = {
    bom: true,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: LONGEST_LINE,
    on_record: (cells: string[], { lines }: { lines: number }) => {
      rows.push({ line: lines + linesAbove, cells });
      // The library keeps none of them.
      return null;
    },
  };
  // The library's types know `on_record` with named columns only.
  parse(text, options as unknown as Options);
  return rows;
}

/** The header is the first line that has the most known titles. */
function tableOf(rows: CsvTable['rows']): CsvTable | null {
  let header: { place: number; columns: AnswerColumns; known: number } | null = null;
  for (const [place, { cells }] of rows.slice(0, LINES_ABOVE).entries()) {
    const columns = recogniseColumns(cells);
    const known = Object.keys(columns).length;
    if (known > (header?.known ?? 0)) header = { place, columns, known };
  }
  if (header === null) return null;
  return {
    columns: header.columns,
    titles: rows[header.place]?.cells ?? [],
    rows: rows.slice(header.place + 1),
  };
}
