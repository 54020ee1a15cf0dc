import { CsvError, type Options, parse } from 'csv-parse/sync';

/** Of one line, with all its fields. A quote that is never closed makes one line of all that follow. */
const MAX_LINE_BYTES = 256 * 1024;
const TOO_LONG = `is longer than ${MAX_LINE_BYTES / 1024} kB: a quote is opened and never closed, or this is no list of products`;

/** A record of a file, and the line that it begins on, as a text editor counts. */
export interface CsvRecord {
  line: number;
  cells: string[];
}

/** Why a file cannot be read as CSV. */
export class UnreadableCsv extends Error {}

export interface CsvOptions {
  delimiter: string;
  isUnquoted?: boolean;
}

/**
 * Hands over each record that is not empty. A quote inside a field, as in 5" pipe, is an ordinary character. Throws
 * {@link UnreadableCsv}.
 */
export function readRecords(bytes: Buffer, options: CsvOptions, take: (record: CsvRecord) => void): void {
  const { delimiter, isUnquoted = false } = options;
  const lineAt = lineCounter(bytes);
  let readTo = 0;
  const libraryOptions = {
    bom: true,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    quote: isUnquoted ? false : '"',
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
      if (cells.some((cell) => cell.trim() !== '')) take({ line, cells });
      // The library keeps none of them.
      return null;
    },
  };
  const { stackTraceLimit } = Error;
  // It makes an error of every line with another number of fields than the first; nobody reads their traces.
  Error.stackTraceLimit = 0;
  try {
    // The library's types know `on_record` with named columns only.
    parse(bytes, libraryOptions as unknown as Options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    while (isBlank(bytes[readTo])) readTo++;
    throw new UnreadableCsv(`line ${lineAt(readTo + 1)}: ${reasonOf(error)}`);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Throws {@link UnreadableCsv} for a line of millions of fields, of which the library would make as many texts first. */
export function refuseLongLines(bytes: Buffer): void {
  let line = 1;
  for (const { start, end } of physicalLines(bytes)) {
    if (end - start > MAX_LINE_BYTES) throw new UnreadableCsv(`line ${line}: ${TOO_LONG}`);
    line++;
  }
}

/** Returns the beginning of a file up to some lines that are not empty. */
export function firstLines(bytes: Buffer, count: number): Buffer {
  let seen = 0;
  for (const { start, end } of physicalLines(bytes)) {
    if (end > start) seen++;
    if (seen === count) return bytes.subarray(0, end);
  }
  return bytes;
}

/** Walks through the lines of a file, whatever quotes say. */
function* physicalLines(bytes: Buffer): Generator<{ start: number; end: number }> {
  let start = 0;
  let carriageReturn = bytes.indexOf(CARRIAGE_RETURN);
  let lineFeed = bytes.indexOf(LINE_FEED);
  while (start < bytes.length) {
    if (carriageReturn !== -1 && carriageReturn < start)
      carriageReturn = bytes.indexOf(CARRIAGE_RETURN, start);
    if (lineFeed !== -1 && lineFeed < start) lineFeed = bytes.indexOf(LINE_FEED, start);
    let end = bytes.length;
    if (carriageReturn !== -1) end = carriageReturn;
    if (lineFeed !== -1 && lineFeed < end) end = lineFeed;
    yield { start, end };
    start = end + (bytes[end] === CARRIAGE_RETURN && bytes[end + 1] === LINE_FEED ? 2 : 1);
  }
}

function reasonOf({ code, message }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'there is text after the closing quote of a field; write each quote inside a field twice';
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
