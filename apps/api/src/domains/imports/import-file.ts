import { MAX_IMPORT_LINES } from '@dreamteamhub/sdk/contract';
import { CsvError, type Options, parse } from 'csv-parse/sync';
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

const MAX_COLUMNS = 100;
/** Of one line, with all its fields. A quote that is never closed makes one line of all that follow. */
const MAX_LINE_BYTES = 256 * 1024;
const TOO_LONG = `is longer than ${MAX_LINE_BYTES / 1024} kB: a quote is opened and never closed, or this is no list of products`;

/**
 * Reads a CSV file: comma, semicolon or tab between fields, quotes, any line end, with or without a byte order mark.
 * An error in a line becomes that line's problem. Throws `bad_request` when the file as a whole cannot be read and
 * `payload_too_large` when it has too many lines. It works through the whole file at once, so it belongs in a thread.
 */
export function readImportFile(csv: string): ImportFile {
  if (!csv.isWellFormed()) throw badField('csv', 'contains broken Unicode characters');
  const firstLines = new Map<string, number>();
  const lines: FileLine[] = [];
  let header: { fields: (ImportField | null)[]; ignored: string[] } | null = null;
  readRecords(csv, (line, cells) => {
    if (header === null) {
      header = openHeader(cells);
      return;
    }
    if (lines.length === MAX_IMPORT_LINES) {
      throw new AppError('payload_too_large', `csv: has more than ${MAX_IMPORT_LINES} lines: split the file`);
    }
    const read = readLine(line, cells, header.fields);
    const firstLine = read.sku === null ? undefined : firstLines.get(read.sku);
    if (read.sku !== null && firstLine === undefined) firstLines.set(read.sku, line);
    lines.push(firstLine === undefined ? read : repeatedSku(read, firstLine));
  });
  const opened = header as { ignored: string[] } | null;
  if (opened === null) throw badField('csv', 'is empty');
  if (lines.length === 0) throw badField('csv', 'has no line below its header');
  return { ignoredColumns: opened.ignored, lines };
}

function openHeader(titles: string[]) {
  if (titles.length > MAX_COLUMNS) throw badField('csv', `has more than ${MAX_COLUMNS} columns`);
  const header = readHeader(titles);
  if ('problem' in header) throw badField('csv', header.problem);
  return header;
}

/** Hands over each record that is not empty, with the line it begins on. */
function readRecords(csv: string, take: (line: number, cells: string[]) => void): void {
  // Of a line of separators alone, the library would make millions of empty fields first.
  if (csv.length > MAX_LINE_BYTES && !/[\r\n]/.test(csv.slice(0, MAX_LINE_BYTES))) {
    throw badField('csv', `line 1: ${TOO_LONG}`);
  }
  const bytes = Buffer.from(csv);
  const lineAt = lineCounter(bytes);
  let readTo = 0;
  const options = {
    bom: true,
    delimiter: detectDelimiter(csv),
    record_delimiter: ['\r\n', '\n', '\r'],
    // A quote inside a field, as in 5" pipe, is an ordinary character; a short line becomes that line's problem.
    relax_quotes: true,
    relax_column_count: true,
    // Of a million blank lines, the library would make a million records and as many errors.
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_LINE_BYTES,
    on_record: (cells: string[], { bytes: end }: { bytes: number }) => {
      // Not the library's own count, which takes \r\n between quotes for two lines.
      const line = lineAt(end) - cells.reduce((breaks, cell) => breaks + countLineBreaks(cell), 0);
      readTo = end;
      if (cells.some((cell) => cell.trim() !== '')) take(line, cells);
      // The library keeps none of them.
      return null;
    },
  };
  const { stackTraceLimit } = Error;
  // It makes an error of every line with another number of fields than the first; nobody reads their traces.
  Error.stackTraceLimit = 0;
  try {
    // The library's types know `on_record` with named columns only.
    parse(bytes, options as unknown as Options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    while (isBlank(bytes[readTo])) readTo++;
    throw badField('csv', `line ${lineAt(readTo + 1)}: ${reasonOf(error)}`);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function reasonOf({ code, message }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed';
    case 'CSV_MAX_RECORD_SIZE':
      return TOO_LONG;
    default:
      return message;
  }
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Returns a function that tells on which line the byte before a place is. The places must not go back. */
function lineCounter(bytes: Buffer): (end: number) => number {
  let at = 0;
  let breaks = 0;
  const isBreak = (place: number) =>
    bytes[place] === LINE_FEED || (bytes[place] === CARRIAGE_RETURN && bytes[place + 1] !== LINE_FEED);
  return (end) => {
    for (; at < end; at++) if (isBreak(at)) breaks++;
    return 1 + breaks - (isBreak(end - 1) ? 1 : 0);
  };
}

function isBlank(byte: number | undefined): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === 32 || byte === 9;
}

function countLineBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

/** Returns the delimiter by which the first line names the most fields of a product. */
function detectDelimiter(csv: string): string {
  const [firstLine = ''] = csv
    .slice(0, MAX_LINE_BYTES)
    .trimStart()
    .split(/[\r\n]/, 1);
  const fieldsBy = (delimiter: string) =>
    firstLine.split(delimiter).filter((title) => fieldOfColumn(title) !== null).length;
  return [';', '\t'].reduce((best, next) => (fieldsBy(next) > fieldsBy(best) ? next : best), ',');
}
