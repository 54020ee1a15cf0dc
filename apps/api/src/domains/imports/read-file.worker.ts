import { type ImportFile, readImportFile, type SentFile } from './import-file.ts';
import type { FileLine } from './import-rules.ts';

/** Lines in a part: few enough for one statement. */
const LINES_PER_PART = 10_000;

/** A part of a file's lines. Texts go from thread to thread at once, where thousands of objects would keep both busy. */
export interface FilePart {
  /** The JSON of a list of `FileLine`. */
  lines: string;
  /** The JSON of the list of their SKUs. */
  skus: string;
}

/** Reads a file for `createImport`. */
export function run(sent: SentFile): Omit<ImportFile, 'lines'> & { parts: FilePart[] } {
  const { lines, ...file } = readImportFile(sent);
  const parts: FilePart[] = [];
  for (let start = 0; start < lines.length; start += LINES_PER_PART) {
    parts.push(toPart(lines.slice(start, start + LINES_PER_PART)));
  }
  return { ...file, parts };
}

function toPart(lines: readonly FileLine[]): FilePart {
  const skus = lines.flatMap(({ sku, problem }) => (problem === null ? (sku ?? []) : []));
  return { lines: JSON.stringify(lines), skus: JSON.stringify(skus) };
}
