import { MAX_INTEGER } from '@dreamteamhub/sdk/contract';
import { digitsOf, formatMinor, writtenAmount } from '../../platform/money.ts';
import { quoted } from './shown-text.ts';
import { spreadsheetDamage } from './spreadsheet-damage.ts';

/** A value of a cell, or why it has none. */
export type Cell<Value> = { value: Value } | { problem: string };

/** What a point and a comma mean in one column, as all of its cells say together. */
export interface NumberStyle {
  /** Some cell proves that a point stands before decimals: `1.000` is 1, and not a thousand. */
  isPointProven: boolean;
  /** A comma may stand before decimals. */
  mayCommaBeDecimal: boolean;
  isCommaProven: boolean;
}

/** One to three digits and groups of three: read either way, this is a number. */
const MAY_BE_GROUPED = /^[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * Returns how to read the numbers of a column. Commas are decimal where the file's separator or all of its lines say so: a
 * semicolon separates fields where commas separate decimals.
 */
export function numberStyleOf(cells: readonly string[], separator: string): NumberStyle {
  let isPointProven = false;
  let isCommaProven = false;
  let hasComma = false;
  let isCommaEverywhere = true;
  for (const cell of cells) {
    const text = cell.replace(/^'?-/, '');
    if (text === '' || /^\d+$/.test(text)) continue;
    if (/^\d+\.\d+$/.test(text) && !MAY_BE_GROUPED.test(text)) isPointProven = true;
    if (/^\d+,\d+$/.test(text)) {
      hasComma = true;
      if (!MAY_BE_GROUPED.test(text)) isCommaProven = true;
      if (/,\d{1,2}$/.test(text)) continue;
    }
    isCommaEverywhere = false;
  }
  const mayCommaBeDecimal = separator === ';' || (hasComma && isCommaEverywhere);
  return { isPointProven, isCommaProven: isCommaProven && mayCommaBeDecimal, mayCommaBeDecimal };
}

/** Reads a number of units, such as `12`, `12.0` or `100.0000`; below zero too, where the caller allows for it. */
export function readUnits(text: string, style: NumberStyle): Cell<number> {
  const decimal = readDecimal(text, style);
  if ('problem' in decimal) return decimal;
  const match = /^(-?\d+)(?:\.0*)?$/.exec(decimal.value);
  if (match === null) return { problem: notWhole(text) };
  const value = Number(match[1]);
  return Math.abs(value) <= MAX_INTEGER ? { value: value + 0 } : { problem: `${quoted(text)} is too large` };
}

/** Reads an amount, such as `9.9`, `9,99` or `49.9900`, and returns it with the decimals of its currency. */
export function readPrice(text: string, style: NumberStyle, currency: string): Cell<string> {
  // `1.250` is how prices of three decimals are written, and `1,250` where a comma may stand before them.
  const isOfThree = digitsOf(currency) === 3;
  const isPointProven = style.isPointProven || isOfThree;
  const isCommaProven = style.isCommaProven || (isOfThree && style.mayCommaBeDecimal);
  const decimal = readDecimal(text, { ...style, isPointProven, isCommaProven });
  const amount = 'problem' in decimal ? null : writtenAmount(decimal.value, currency);
  return amount === null ? { problem: notAnAmount(text, currency) } : { value: amount };
}

/** Returns a number as digits, with a point before its decimals. */
function readDecimal(text: string, style: NumberStyle): Cell<string> {
  if (/^-?\d+$/.test(text)) return { value: text };
  const [, sign = '', whole = '', separator = '', decimals = ''] = /^(-?)(\d+)([.,])(\d+)$/.exec(text) ?? [];
  if (separator === '') {
    const isGrouped = style.mayCommaBeDecimal && /^-?[1-9]\d{0,2}(?:\.\d{3})+,\d{1,2}$/.test(text);
    return isGrouped ? { value: text.replaceAll('.', '').replace(',', '.') } : { problem: notWhole(text) };
  }
  const isDecimal = separator === '.' || style.mayCommaBeDecimal;
  if (!isDecimal) return { problem: notWhole(text) };
  const isProven = separator === '.' ? style.isPointProven : style.isCommaProven;
  if (!isProven && MAY_BE_GROUPED.test(`${whole}${separator}${decimals}`)) {
    return {
      problem: `${quoted(text)} is not a whole number for certain: it could be ${whole} or ${whole}${decimals}; write digits only`,
    };
  }
  return { value: `${sign}${whole}.${decimals}` };
}

function notWhole(text: string): string {
  const why = spreadsheetDamage(text) ?? 'write digits only, without separators or decimals';
  return `${quoted(text)} is not a whole number: ${why}`;
}

function notAnAmount(text: string, currency: string): string {
  const example = formatMinor(BigInt('12345678'.slice(0, 4 + digitsOf(currency))), currency);
  const why = spreadsheetDamage(text) ?? `write it like ${example}, without separators or currency`;
  return `${quoted(text)} is not an amount: ${why}`;
}
