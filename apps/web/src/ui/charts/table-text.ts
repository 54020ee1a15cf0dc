import type { Value } from './bucket.ts';
import type { Unit } from './units.ts';

/** A cell: what people read, and what a spreadsheet gets. */
export interface Cell {
  text: string;
  /** Digits with a point and without groups, or the text itself. */
  raw: string;
}

export interface TableData {
  /** The first names the rows. */
  columns: readonly string[];
  rows: readonly Row[];
  total?: Row;
}

interface Row {
  name: Cell;
  /** The name comes from outside. */
  isText?: boolean;
  cells: readonly Cell[];
}

/** A value as a cell; one that is not known is empty in a spreadsheet. */
export function valueCell(value: Value, unit: Unit): Cell {
  return { text: unit.exact(value), raw: value === null ? '' : String(value) };
}

/** A table as tab-separated lines, which spreadsheets take from the clipboard. */
export function toTabSeparated({ columns, rows, total }: TableData): string {
  const lines = [...rows, ...(total === undefined ? [] : [total])].map(({ name, isText, cells }) => [
    isText ? guardText(name.raw) : name.raw,
    ...cells.map(({ raw }) => raw),
  ]);
  return [columns, ...lines].map((line) => line.map(onOneLine).join('\t')).join('\n');
}

function onOneLine(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ');
}

/** Names come from anybody, and a spreadsheet runs a text that begins so. Numbers never pass here. */
function guardText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
