import { badField } from '../../platform/app-error.ts';
import { type ColumnMapping, type MappingWishes, type ReadHeader, readHeader } from './column-mapping.ts';
import { type CsvRecord, firstLines, readRecords, UnreadableCsv } from './csv-records.ts';

/** Where the table of a file is, and what its columns stand for. */
export interface FileLayout extends ReadHeader {
  delimiter: Delimiter;
  headerLine: number;
  /** The header's cells as they are, without empty ones at its end. */
  cells: string[];
}

export type MappedLayout = FileLayout & { mapping: ColumnMapping };

const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** A title and some remarks may stand above the header. */
const RECORDS_LOOKED_AT = 25;
/** Descriptions of products have line ends of their own. */
const LINES_LOOKED_AT = 100;
const MAX_COLUMNS = 2_000;

/**
 * Returns a text without the line `sep=;`, with which spreadsheets say what separates fields, and what it says. The line
 * itself stays, so that those below keep their numbers.
 */
export function readSeparatorLine(text: string): { text: string; delimiter: Delimiter | null } {
  const match = /^\uFEFF?"?sep=(.)"?(?=[\r\n])/i.exec(text);
  const delimiter = DELIMITERS.find((known) => known === match?.[1]) ?? null;
  return match === null || delimiter === null
    ? { text, delimiter: null }
    : { text: text.slice(match[0].length), delimiter };
}

/** Finds the header of a file and what separates its fields. Throws `bad_request`, naming `field`, when there is none. */
export function findLayout(
  bytes: Buffer,
  { field, delimiter, wishes }: { field: string; delimiter: Delimiter | null; wishes: MappingWishes },
): FileLayout {
  const start = firstLines(bytes, LINES_LOOKED_AT);
  let best: { layout: FileLayout; score: number } | null = null;
  let unreadable: UnreadableCsv | null = null;
  const likely = DELIMITERS.filter((candidate) => candidate === ',' || start.includes(candidate));
  for (const candidate of delimiter === null ? likely : [delimiter]) {
    try {
      const records = firstRecords(start, candidate);
      if (records.length === 0) throw badField(field, 'is empty');
      const found = headerAmong(records, candidate, wishes);
      if (best === null || found.score > best.score) best = found;
    } catch (error) {
      if (!(error instanceof UnreadableCsv)) throw error;
      unreadable ??= error;
    }
  }
  if (best === null) throw badField(field, unreadable?.message ?? 'cannot be read');
  if (best.layout.cells.some((cell) => cell.includes('\u0000'))) {
    throw badField(field, 'has NUL characters in its header: it is no text file');
  }
  if (best.layout.cells.length > MAX_COLUMNS) throw badField(field, `has more than ${MAX_COLUMNS} columns`);
  return best.layout;
}

/** Returns the records at the beginning of a file, as far as they can be read. */
function firstRecords(start: Buffer, delimiter: Delimiter): CsvRecord[] {
  const read = (isUnquoted: boolean) => {
    const records: CsvRecord[] = [];
    try {
      readRecords(start, { delimiter, isUnquoted }, (record) => records.push(record));
    } catch (error) {
      // Also where the beginning ends within quotes.
      if (!(error instanceof UnreadableCsv) || records.length === 0) throw error;
    }
    return records.slice(0, RECORDS_LOOKED_AT);
  };
  try {
    return read(false);
  } catch (error) {
    // Files with tabs have quotes that mean nothing.
    if (!(error instanceof UnreadableCsv) || delimiter !== '\t') throw error;
    return read(true);
  }
}

const BY = { sent: 4_000, remembered: 3_000, format: 2_000, titles: 1_000 };

/** Returns the likeliest header, and how likely it is: one with known columns, else the first wide line. */
function headerAmong(
  records: readonly CsvRecord[],
  delimiter: Delimiter,
  wishes: MappingWishes,
): { layout: FileLayout; score: number } {
  const widths = records.map(({ cells }) => cells.filter((cell) => cell.trim() !== '').length);
  const widest = Math.max(...widths);
  const asLayout = ({ line, cells: all }: CsvRecord): FileLayout => {
    const cells = all.slice(0, all.findLastIndex((cell) => cell.trim() !== '') + 1);
    return { ...readHeader(cells, wishes), delimiter, headerLine: line, cells };
  };
  for (const record of records) {
    const layout = asLayout(record);
    const { mapping, mappedBy } = layout;
    if (mapping !== null && mappedBy !== null) {
      return { layout, score: BY[mappedBy] + Object.keys(mapping).length };
    }
    // Two columns for one field are a header too, and a problem that its owner must hear of.
    if (layout.problem?.message.includes(' both mean ')) return { layout, score: 900 };
  }
  const first = widths.findIndex((width) => width >= 0.7 * widest);
  // Several columns tell more than a comma in a name does.
  return { layout: asLayout(records[Math.max(first, 0)] as CsvRecord), score: widths[first] ?? 0 };
}
