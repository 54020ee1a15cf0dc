import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAX_IMPORT_LINES } from '@dreamteamhub/sdk/contract';
import { CsvError, type Options, parse } from 'csv-parse';
import { AppError, badField } from '../../platform/app-error.ts';
import {
  type FileLine,
  fieldOfColumn,
  type ImportField,
  readHeader,
  readLine,
  repeatedSku,
} from './import-rules.ts';

/** A file of products, read but not yet compared with the existing ones. */
export interface ImportFile {
  ignoredColumns: string[];
  /** All lines except the header and empty ones. */
  lines: FileLine[];
}

interface FileRecord {
  line: number;
  cells: string[];
}

const MAX_COLUMNS = 100;
/** What is read between two turns of the event loop: a large file must not keep clicks waiting. */
const SLICE_BYTES = 64 * 1024;
const RECORDS_PER_TURN = 500;

/**
 * Reads a CSV file: comma, semicolon or tab between fields, quotes, any line end, with or without a byte order mark.
 * An error in a line becomes that line's problem. Throws `bad_request` when the file as a whole cannot be read and
 * `payload_too_large` when it has too many lines.
 */
export async function readImportFile(csv: string): Promise<ImportFile> {
  if (!csv.isWellFormed()) throw badField('csv', 'contains broken Unicode characters');
  const firstLines = new Map<string, number>();
  const lines: FileLine[] = [];
  let header: { fields: (ImportField | null)[]; ignored: string[] } | null = null;
  for await (const { line, cells } of records(csv)) {
    if (header === null) {
      header = openHeader(cells);
      continue;
    }
    if (lines.length === MAX_IMPORT_LINES) {
      throw new AppError('payload_too_large', `csv: has more than ${MAX_IMPORT_LINES} lines: split the file`);
    }
    const read = readLine(line, cells, header.fields);
    const firstLine = read.sku === null ? undefined : firstLines.get(read.sku);
    if (read.sku !== null && firstLine === undefined) firstLines.set(read.sku, line);
    lines.push(firstLine === undefined ? read : repeatedSku(read, firstLine));
  }
  if (header === null) throw badField('csv', 'is empty');
  if (lines.length === 0) throw badField('csv', 'has no line below its header');
  return { ignoredColumns: header.ignored, lines };
}

function openHeader(titles: string[]) {
  if (titles.length > MAX_COLUMNS) throw badField('csv', `has more than ${MAX_COLUMNS} columns`);
  const header = readHeader(titles);
  if ('problem' in header) throw badField('csv', header.problem);
  return header;
}

/** Yields the records that are not empty, each with the line it begins on. */
async function* records(csv: string): AsyncGenerator<FileRecord> {
  let line = 1;
  const options: Options<FileRecord, string[]> = {
    bom: true,
    delimiter: detectDelimiter(csv),
    record_delimiter: ['\r\n', '\n', '\r'],
    // A quote inside a field, as in 5" pipe, is an ordinary character; a short line becomes that line's problem.
    relax_quotes: true,
    relax_column_count: true,
    on_record: (cells) => {
      const start = line;
      line += 1 + cells.reduce((breaks, cell) => breaks + countLineBreaks(cell), 0);
      return cells.some((cell) => cell.trim() !== '') ? { line: start, cells } : null;
    },
  };
  // The library's types know `on_record` with named columns only.
  const parser: AsyncIterable<FileRecord> = Readable.from(slices(Buffer.from(csv))).pipe(
    parse(options as unknown as Options),
  );
  let count = 0;
  try {
    for await (const record of parser) {
      yield record;
      if (++count % RECORDS_PER_TURN === 0) await nextTurn();
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const why = error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote is opened and never closed' : error.message;
    throw badField('csv', `line ${line}: ${why}`);
  }
}

function countLineBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += SLICE_BYTES) {
    yield bytes.subarray(start, start + SLICE_BYTES);
  }
}

/** Returns the delimiter by which the first line names the most fields of a product. */
function detectDelimiter(csv: string): string {
  const [firstLine = ''] = csv.trimStart().split(/[\r\n]/, 1);
  const fieldsBy = (delimiter: string) =>
    firstLine.split(delimiter).filter((title) => fieldOfColumn(title) !== null).length;
  return [';', '\t'].reduce((best, next) => (fieldsBy(next) > fieldsBy(best) ? next : best), ',');
}
