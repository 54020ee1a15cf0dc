import { digitsOf, writtenAmount } from '../../../platform/money.ts';

/** An amount as a list of a bank has it: without a sign, and whether it had a minus. */
export interface BankAmount {
  amount: string;
  isNegative: boolean;
}

/**
 * Reads `1.234,56`, `-1,234.56`, `50,00-`, `50.00 Dr`, `€ 50`, `1 234,56 EUR`, `1,23,456.78`. The last of points and commas
 * stands before decimals, unless it can only stand before thousands. Returns null for what is no amount of the currency,
 * also for one with the sign of another: `$ 50` is none of EUR.
 */
export function readBankAmount(cell: string, currency: string): BankAmount | null {
  const bare = withoutSign(cell.normalize('NFKC'), currency)
    ?.replaceAll(/[−–]/g, '-')
    .replaceAll(/[\s'’]/g, '');
  const [, before, number, after] = /^([+-]?|\()(\d[\d.,]*|[.,]\d+)(-|\)|\+|[CD]R)?$/i.exec(bare ?? '') ?? [];
  if (number === undefined) return null;
  const plain = withPoint(number, digitsOf(currency));
  const amount = plain === null ? null : writtenAmount(plain, currency);
  const isBehind = after === '-' || after?.toUpperCase() === 'DR';
  const isNegative = before === '-' || isBehind || (before === '(' && after === ')');
  return amount === null ? null : { amount, isNegative };
}

/** Takes code and sign of the currency away, such as `US$`, `kr`; null where the sign is of another one. */
function withoutSign(cell: string, currency: string): string | null {
  const sign = signOf(currency);
  for (const [one] of cell.matchAll(/\p{Sc}/gu)) if (!sign.includes(one)) return null;
  const [first, second] = currency;
  // A single letter would be part of `Cr` and `Dr` as well.
  const whole = sign.length > 1 ? `${sign.replaceAll('$', '\\$')}|` : '';
  return cell.replaceAll(new RegExp(`${whole}${currency}|(?:${first}${second}?)?\\p{Sc}`, 'giu'), '');
}

/** Returns how people of its country write a currency: `$`, `R$`, `kr`, `zł`. */
function signOf(currency: string): string {
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  const parts = new Intl.NumberFormat('en-US', style).formatToParts(0);
  return parts.find(({ type }) => type === 'currency')?.value ?? '';
}

/** Digits, or groups of three with one sign between them; or as in India, with groups of two before the last. */
const WHOLE = /^(?:\d*|\d{1,3}(?:([.,])\d{3}(?:\1\d{3})*)?|\d{1,2}(?:(,)\d{2})+,\d{3})$/;

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
  if (groups === null) return null;
  const between = groups[1] ?? groups[2];
  if (between !== undefined && between === separator && !isGroup) return null;
  return `${whole.replaceAll(/[.,]/g, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`;
}
