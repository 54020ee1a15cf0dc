import { digitsOf, writtenAmount } from '../../../platform/money.ts';
import { readMoment } from './answer-file.ts';

/** An amount as a list of a bank has it: without a sign, and whether it had a minus. */
export interface BankAmount {
  amount: string;
  isNegative: boolean;
}

/**
 * Reads `1.234,56`, `-1,234.56`, `50,00-`, `€ 50`, `1 234,56 EUR`. The last of points and commas stands before decimals,
 * unless it can only stand before thousands. Returns null for what is no amount of the currency.
 */
export function readBankAmount(cell: string, currency: string): BankAmount | null {
  const bare = cell
    .replaceAll(/[−–]/g, '-')
    .replaceAll(/[\s'’\u00a0\u202f]|\p{Sc}/gu, '')
    .replaceAll(new RegExp(currency, 'gi'), '');
  const [, before, number, after] = /^([+-]?|\()(\d[\d.,]*|[.,]\d+)(-|\)|\+)?$/.exec(bare) ?? [];
  if (number === undefined) return null;
  const plain = withPoint(number, digitsOf(currency));
  const amount = plain === null ? null : writtenAmount(plain, currency);
  const isNegative = before === '-' || after === '-' || (before === '(' && after === ')');
  return amount === null ? null : { amount, isNegative };
}

/** Digits, or groups of three with one sign between them. */
const WHOLE = /^(?:\d*|\d{1,3}(?:([.,])\d{3}(?:\1\d{3})*)?)$/;

/** Returns a number with a point before its decimals, and without groups; null for one that is not written like that. */
function withPoint(number: string, decimals: number): string | null {
  const last = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','));
  const separator = number[last] ?? '';
  const isRepeated = number.indexOf(separator) !== last;
  const isOnly = !number.includes(separator === '.' ? ',' : '.');
  // "1.234" of a currency with two decimals is more than a thousand.
  const isGroup = last !== -1 && isOnly && (isRepeated || (number.length - last - 1 === 3 && decimals !== 3));
  const [whole, fraction] =
    last === -1 || isGroup ? [number, ''] : [number.slice(0, last), number.slice(last + 1)];
  const groups = WHOLE.exec(whole);
  if (groups === null || (groups[1] !== undefined && groups[1] === separator && !isGroup)) return null;
  return `${whole.replaceAll(/[.,]/g, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Whether dates with slashes have the month first: some of a column must prove it, for the banks of Europe do not. */
export function isMonthFirst(cells: readonly string[]): boolean {
  return cells.some((cell) => Number(/^\d{1,2}\/(\d{1,2})\/\d{2,4}/.exec(cell.trim())?.[1] ?? 0) > 12);
}

/** Reads `2026-12-01`, `01.12.2026`, `1/12/26`, `20261201`, each also with a time. Returns null for what is no date. */
export function readBankDate(cell: string, { monthFirst }: { monthFirst: boolean }): Date | null {
  const text = cell.trim();
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ].*)?$/.exec(text);
  if (iso !== null) return readMoment(text) ?? readMoment(iso[1] as string);
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? [];
  if (year !== undefined) return readMoment(`${year}-${month}-${day}`);
  const parts = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:\D.*)?$/.exec(text);
  if (parts === null) return null;
  const [, first = '', separator, second = '', shortYear = ''] = parts;
  const [at, of] = monthFirst && separator === '/' ? [second, first] : [first, second];
  const fullYear = shortYear.length === 2 ? `20${shortYear}` : shortYear;
  return readMoment(`${fullYear}-${of.padStart(2, '0')}-${at.padStart(2, '0')}`);
}
