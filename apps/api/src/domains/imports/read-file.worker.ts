import { readImportFile } from './import-file.ts';

/** Lines in a part: few enough to be read, compared and stored between two other requests. */
const LINES_PER_PART = 1_000;

/**
 * Reads a file. Its lines come in parts, each the JSON of a list of `FileLine`: a text goes from thread to thread at
 * once, where thousands of objects would keep the receiver busy.
 */
export function run(csv: string): { ignoredColumns: string[]; parts: string[] } {
  const { ignoredColumns, lines } = readImportFile(csv);
  const parts: string[] = [];
  for (let start = 0; start < lines.length; start += LINES_PER_PART) {
    parts.push(JSON.stringify(lines.slice(start, start + LINES_PER_PART)));
  }
  return { ignoredColumns, parts };
}
