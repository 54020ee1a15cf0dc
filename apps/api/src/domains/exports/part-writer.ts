import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { ExportAttempt, ExportDao } from '@dreamteamhub/db/exports';

const compress = promisify(gzip);

/** Characters of a piece: some hundred rows. */
const PART_CHARACTERS = 128 * 1024;
/** Progress is noted, and a cancellation noticed, at least this often. */
const NOTE_MILLISECONDS = 1_000;

/** Writes an export's file piece by piece, each compressed outside of the main thread. */
export class PartWriter {
  readonly #exports: ExportDao;
  readonly #attempt: ExportAttempt;
  #waiting: string[] = [];
  #characters = 0;
  #part = 0;
  #bytes = 0;
  #notedAt = performance.now();
  rows = 0;

  constructor(exports: ExportDao, attempt: ExportAttempt) {
    this.#exports = exports;
    this.#attempt = attempt;
  }

  /** Adds lines. Returns false once the export was cancelled, or is written by somebody else. */
  async add(lines: string, rows: number): Promise<boolean> {
    this.#waiting.push(lines);
    this.#characters += lines.length;
    this.rows += rows;
    const isDue = performance.now() - this.#notedAt >= NOTE_MILLISECONDS;
    return this.#characters < PART_CHARACTERS && !isDue ? true : this.flush();
  }

  /** Writes what waits. Returns like {@link add}. */
  async flush(): Promise<boolean> {
    this.#notedAt = performance.now();
    if (this.#characters === 0) return this.#exports.isBeingWritten(this.#attempt);
    const text = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#characters = 0;
    this.#bytes += text.length;
    const data = await compress(text, { level: constants.Z_BEST_SPEED });
    const { rows } = this;
    return this.#exports.addPart(this.#attempt, { part: this.#part++, data, rows, bytes: this.#bytes });
  }
}
