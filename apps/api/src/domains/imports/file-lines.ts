import { canonicalSku, MAX_INTEGER } from '@dreamteamhub/sdk/contract';
import type { CsvRecord } from './csv-records.ts';
import type { FileLine } from './import-rules.ts';
import type { LineReader, ReadLine } from './line-reader.ts';
import { quoted } from './shown-text.ts';

/** Lines that became no line of their own, by reason. */
export interface LeftOut {
  reason: string;
  lines: number;
  firstLine: number;
}

const ADDED_UP = 'further places of a SKU, added to its first line';

/** What becomes of the lines of a file: products, and what is left out. */
export function readLines(
  records: readonly CsvRecord[],
  reader: LineReader,
): { lines: FileLine[]; leftOut: LeftOut[] } {
  const leftOut = new Map<string, LeftOut>();
  const leave = (reason: string, line: number) => {
    const known = leftOut.get(reason);
    if (known === undefined) leftOut.set(reason, { reason, lines: 1, firstLine: line });
    else known.lines++;
  };
  const add = reader.hasLocations ? addUpLocations(leave) : refuseRepeated();
  for (const record of records) {
    const read = reader.read(record);
    if ('leftOut' in read) leave(read.leftOut, record.line);
    else add.line(read);
  }
  return { lines: add.finish(), leftOut: [...leftOut.values()] };
}

interface Collector {
  line(read: ReadLine): void;
  finish(): FileLine[];
}

/** A SKU has one line; the second one is a problem. */
function refuseRepeated(): Collector {
  const firstLines = new Map<string, number>();
  const lines: FileLine[] = [];
  return {
    line(read) {
      const line = fileLine(read);
      const firstLine = read.sku === null ? undefined : firstLines.get(read.sku);
      if (read.sku !== null && firstLine === undefined) firstLines.set(read.sku, read.line);
      lines.push(firstLine === undefined ? line : repeated(line, `is already on line ${firstLine}`));
    },
    finish: () => lines,
  };
}

/** A SKU has a line for each place, and the sum of their levels is its stock. */
function addUpLocations(leave: (reason: string, line: number) => void): Collector {
  const lines: FileLine[] = [];
  const bySku = new Map<string, { sum: FileLine; places: Map<string, number> }>();
  return {
    line(read) {
      const line = fileLine(read);
      const known = read.sku === null ? undefined : bySku.get(read.sku);
      if (known === undefined) {
        lines.push(line);
        if (read.sku !== null)
          bySku.set(read.sku, { sum: line, places: new Map([[read.location, read.line]]) });
        return;
      }
      const place = canonicalSku(read.location);
      const firstLine = known.places.get(read.location);
      if (firstLine !== undefined) {
        const where = place === '' ? 'without a place' : `with the place ${quoted(place)}`;
        lines.push(repeated(line, `is already on line ${firstLine}, ${where}`));
        return;
      }
      known.places.set(read.location, read.line);
      addTo(known.sum, line);
      leave(ADDED_UP, read.line);
    },
    finish: () => lines.map((line) => belowZero(line)),
  };
}

function addTo(sum: FileLine, line: FileLine): void {
  if (line.problem !== null) {
    sum.problem = `${sum.problem === null ? '' : `${sum.problem}; `}line ${line.line}: ${line.problem}`;
  }
  const { stock, threshold, ...others } = line.values;
  for (const [field, units] of Object.entries({ stock, threshold }) as ['stock' | 'threshold', number?][]) {
    if (units === undefined) continue;
    sum.values[field] = (sum.values[field] ?? 0) + units;
    if (Math.abs(sum.values[field]) > MAX_INTEGER)
      sum.problem ??= `${field}: the sum of its places is too large`;
  }
  sum.values = { ...others, ...sum.values };
}

function belowZero(line: FileLine): FileLine {
  const { stock } = line.values;
  if (line.problem !== null || stock === undefined || stock >= 0) return line;
  return { ...line, problem: `stock: "${stock}" is less than 0` };
}

function fileLine({ line, sku, values, problem, doubt }: ReadLine): FileLine {
  return { line, sku, values, problem, ...(doubt === null ? {} : { doubt }) };
}

/** Adds to the second line of a SKU that it is one. */
function repeated(line: FileLine, why: string): FileLine {
  const problem = `sku: ${why}`;
  return { ...line, problem: line.problem === null ? problem : `${problem}; ${line.problem}` };
}
