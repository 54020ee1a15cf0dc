import { type FileReading, readFileLayout, type SentFile } from './import-file.ts';

/** Reads a file for `readImportFile`. */
export function run(sent: SentFile): FileReading {
  return readFileLayout(sent);
}
