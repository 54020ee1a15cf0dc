import { MAX_IMPORT_CHARACTERS, MAX_IMPORT_FILE_BYTES, MAX_IMPORT_LINES } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import type { ColumnMapping, MappingWishes } from './column-mapping.ts';
import { mappedTitles } from './column-mapping.ts';
import { type CsvRecord, readRecords, refuseLongLines, UnreadableCsv } from './csv-records.ts';
import { asChosen, decodeFile, type Encoding, type EncodingGuess, guessEncoding } from './file-encoding.ts';
import {
  type Delimiter,
  type FileLayout,
  findLayout,
  type MappedLayout,
  readSeparatorLine,
} from './file-layout.ts';
import { type LeftOut, readLines } from './file-lines.ts';
import type { FileLine } from './import-rules.ts';
import { LineReader } from './line-reader.ts';
import { shown } from './shown-text.ts';

/** A file as somebody sent it, and what is known about how to read it. */
export interface SentFile extends MappingWishes {
  /** Its text, or its bytes in Base64. */
  content: { csv: string } | { file: string };
  /** Null: guess. */
  encoding: Encoding | null;
  /** Of the prices. */
  currency: string;
}

/** A file of products, read but not yet compared with the existing ones. */
export interface ImportFile {
  format: { id: string; name: string } | null;
  encoding: Encoding | null;
  mapping: ColumnMapping;
  fingerprint: string;
  ignoredColumns: string[];
  leftOut: LeftOut[];
  /** All lines except the header, empty ones and those that are left out. */
  lines: FileLine[];
}

const SEPARATORS = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' } as const;

/** What the hub makes of a file, for the person who decides how to read it. */
export interface FileReading {
  format: { id: string; name: string } | null;
  encoding: EncodingGuess | null;
  separator: (typeof SEPARATORS)[Delimiter];
  headerLine: number;
  columns: { title: string; samples: string[] }[];
  mapping: ColumnMapping | null;
  mappedBy: FileLayout['mappedBy'];
  problem: string | null;
  lines: number;
}

/**
 * Reads a file of products. An error in a line becomes that line's problem. Throws `bad_request` when the file as a whole
 * cannot be read, or when its encoding or its columns must be said, and `payload_too_large` when it has too many lines. It
 * works through the whole file at once, so it belongs in a thread.
 */
export function readImportFile(sent: SentFile): ImportFile {
  const { layout, records, encoding, field } = open(sent);
  if (encoding !== null && !encoding.isCertain) throw unsureEncoding(encoding);
  const { mapping, problem } = layout;
  if (mapping === null) throw badField(problem?.field ?? field, problem?.message ?? 'has no known columns');
  const mapped: MappedLayout = { ...layout, mapping };
  const { lines, leftOut } = readLines(records, new LineReader(mapped, records, sent.currency));
  if (lines.length === 0) throw badField(field, 'has no line below its header');
  return {
    format: formatOf(layout),
    encoding: encoding?.name ?? null,
    mapping,
    fingerprint: layout.fingerprint,
    ignoredColumns: ignoredColumns(mapped),
    leftOut,
    lines,
  };
}

const SAMPLES = 3;

/** Reads a file as far as one must to say how it would be read. Throws as {@link readImportFile} does for whole files. */
export function readFileLayout(sent: SentFile): FileReading {
  const { layout, records, encoding } = open(sent);
  const columns = layout.titles.map((title, place) => ({ title, samples: samplesAt(records, place) }));
  return {
    format: formatOf(layout),
    encoding,
    separator: SEPARATORS[layout.delimiter],
    headerLine: layout.headerLine,
    columns,
    mapping: layout.mapping,
    mappedBy: layout.mappedBy,
    problem: layout.problem?.message ?? null,
    lines: records.length,
  };
}

function open(sent: SentFile): {
  field: 'csv' | 'file';
  layout: FileLayout;
  records: CsvRecord[];
  encoding: EncodingGuess | null;
} {
  const { content } = sent;
  const field = 'csv' in content ? 'csv' : 'file';
  const { text: whole, encoding } =
    'csv' in content ? { text: content.csv, encoding: null } : decode(content.file, sent);
  if (!whole.isWellFormed()) throw badField(field, 'contains broken Unicode characters');
  const { text, delimiter } = readSeparatorLine(whole);
  const bytes = Buffer.from(text);
  try {
    refuseLongLines(bytes);
    const layout = findLayout(bytes, { field, delimiter, wishes: sent });
    return { field, layout, encoding, records: recordsBelow(bytes, layout, field) };
  } catch (error) {
    throw error instanceof UnreadableCsv ? badField(field, error.message) : error;
  }
}

function decode(sent: string, { encoding }: SentFile): { text: string; encoding: EncodingGuess } {
  // Programs break its lines.
  const base64 = sent.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw badField('file', 'is not Base64');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > MAX_IMPORT_FILE_BYTES) throw tooLarge();
  if (bytes.length === 0) throw badField('file', 'is empty');
  if (isArchive(bytes))
    throw badField('file', 'is a workbook or an archive; save it as CSV in the spreadsheet program');
  const guess = encoding === null ? guessEncoding(bytes) : asChosen(bytes, encoding);
  const text = decodeFile(bytes, guess.name);
  if (text.length > MAX_IMPORT_CHARACTERS) throw tooLarge();
  return { text, encoding: guess };
}

function tooLarge(): AppError {
  return new AppError(
    'payload_too_large',
    `file: has more than ${MAX_IMPORT_CHARACTERS / 1e6} million characters: split the file`,
  );
}

/** Whether it is an .xlsx or .ods (a ZIP), an .xls or a gzip file. */
function isArchive(bytes: Buffer): boolean {
  return ['504b0304', 'd0cf11e0', '1f8b08'].some(
    (mark) => bytes.toString('hex', 0, mark.length / 2) === mark,
  );
}

function unsureEncoding({ candidates }: EncodingGuess): AppError {
  const readings = candidates.map(
    ({ name, samples }) => `${name} (${samples.map((text) => `"${text}"`).join(', ')})`,
  );
  return new AppError('bad_request', `encoding: say which one the file is in: ${readings.join(' or ')}`, {
    details: { candidates },
  });
}

function recordsBelow(bytes: Buffer, layout: FileLayout, field: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  const { delimiter, format, headerLine } = layout;
  readRecords(bytes, { delimiter, isUnquoted: format?.isUnquoted ?? false }, (record) => {
    if (record.line <= headerLine) return;
    if (records.length === MAX_IMPORT_LINES) {
      throw new AppError(
        'payload_too_large',
        `${field}: has more than ${MAX_IMPORT_LINES} lines: split the file`,
      );
    }
    records.push(record);
  });
  return records;
}

function formatOf({ format }: FileLayout): { id: string; name: string } | null {
  return format === null ? null : { id: format.id, name: format.name };
}

function ignoredColumns({ cells, titles, mapping }: MappedLayout): string[] {
  const read = new Set(mappedTitles(mapping).map(({ title }) => title));
  return cells.filter((cell, place) => cell.trim() !== '' && !read.has(titles[place] ?? '')).map(shown);
}

function samplesAt(records: readonly CsvRecord[], place: number): string[] {
  const samples = new Set<string>();
  for (const { cells } of records.slice(0, 1_000)) {
    const text = shown(cells[place] ?? '');
    if (text !== '') samples.add(text);
    if (samples.size === SAMPLES) break;
  }
  return [...samples];
}
