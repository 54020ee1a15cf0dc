import { readMoment } from './answer-file.ts';
import { monthOfName } from './month-names.ts';

/** Whether dates with slashes have the month first: some of a column must prove it, for the banks of Europe do not. */
export function isMonthFirst(cells: readonly string[]): boolean {
  return cells.some((cell) => Number(/^\d{1,2}\/(\d{1,2})\/\d{2,4}/.exec(cell.trim())?.[1] ?? 0) > 12);
}

/**
 * Reads `2026-12-01`, `2026/12/1`, `20261201`, `01.12.2026`, `1/12/26`, `1. Dez. 2026`, `Dec 1, 2026`, each also with a
 * time. Returns null for what is no date.
 */
export function readBankDate(cell: string, { monthFirst }: { monthFirst: boolean }): Date | null {
  const text = cell.trim();
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ].*)?$/.exec(text);
  if (iso !== null) return readMoment(text) ?? readMoment(iso[1] as string);
  const parts = inNumbers(text, monthFirst) ?? inWords(text);
  if (parts === null) return null;
  const { year, month, day } = parts;
  const fullYear = year.length === 2 ? `20${year}` : year;
  return readMoment(`${fullYear}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

interface DateParts {
  year: string;
  month: string;
  day: string;
}

function inNumbers(text: string, monthFirst: boolean): DateParts | null {
  const bare = /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?:\d{4}|\d{6})?$/.exec(text);
  const yearFirst = /^(?<year>\d{4})([./-])(?<month>\d{1,2})\2(?<day>\d{1,2})(?:\D.*)?$/.exec(text);
  const dayFirst = /^(?<day>\d{1,2})([./-])(?<month>\d{1,2})\2(?<year>\d{4}|\d{2})(?:\D.*)?$/.exec(text);
  const found = bare ?? yearFirst ?? dayFirst;
  if (found === null) return null;
  const { year = '', month = '', day = '' } = found.groups ?? {};
  const isSwapped = monthFirst && found === dayFirst && found[2] === '/';
  return isSwapped ? { year, month: day, day: month } : { year, month, day };
}

function inWords(text: string): DateParts | null {
  const dayFirst =
    /^(?<day>\d{1,2})[.\s-]+(?:de )?(?<name>\p{L}+)[.\s-]+(?:de )?(?<year>\d{4}|\d{2})(?:\D.*)?$/u.exec(text);
  const monthFirst = /^(?<name>\p{L}+)\.? (?<day>\d{1,2}),? (?<year>\d{4})(?:\D.*)?$/u.exec(text);
  const { year = '', name = '', day = '' } = (dayFirst ?? monthFirst)?.groups ?? {};
  const month = monthOfName(name);
  return month === null ? null : { year, month: String(month), day };
}
