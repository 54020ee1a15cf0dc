/**
 * Money in integers. Amounts are `bigint` minor units (cents, yen, fils) in code, `numeric` in the database and decimal
 * strings in answers; none of them is ever a float. A currency says how many decimals its amounts have.
 */

import { amountProblem, canonicalAmount, currencyDigits } from '@dreamteamhub/sdk/contract';
import { badField } from './app-error.ts';

/**
 * Reads an amount of a caller that the contract accepts. Returns minor units; throws `RangeError` for anything else, also
 * for decimals that the currency does not have.
 */
export function readMinor(amount: number | string, currency: string): bigint {
  const written = writtenAmount(amount, currency);
  if (written === null) throw new RangeError(`not an amount of ${currency}: ${String(amount)}`);
  return parseMinor(written, currency);
}

/** Reads a caller's field like {@link readMinor}; throws a `bad_request` that names the field and, if unusual, the currency. */
export function readMinorField(field: string, amount: number | string, currency: string): bigint {
  const written = writtenAmount(amount, currency);
  if (written === null) throw badField(field, amountProblem(currency));
  return parseMinor(written, currency);
}

/** Returns what somebody wrote as a decimal string with the currency's decimals; null when it is no amount of it. */
export function writtenAmount(amount: number | string, currency: string): string | null {
  return canonicalAmount(amount, digitsOf(currency));
}

/** Reads a decimal string of the database; zeros beyond the currency's decimals make no difference. Returns minor units. */
export function parseMinor(amount: string, currency: string): bigint {
  const { sign, whole, fraction } = partsOf(amount, currency);
  if (fraction.length > digitsOf(currency)) throw new RangeError(`not an amount of ${currency}: ${amount}`);
  const minor = BigInt(whole + fraction.padEnd(digitsOf(currency), '0'));
  return sign === '' ? minor : -minor;
}

/** Writes minor units as a decimal string with the currency's decimals: `9999n` as `"99.99"` of USD and `"9999"` of JPY. */
export function formatMinor(amountMinor: bigint, currency: string): string {
  const digits = digitsOf(currency);
  const text = magnitude(amountMinor)
    .toString()
    .padStart(digits + 1, '0');
  const point = text.length - digits;
  const sign = amountMinor < 0n ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, point)}.${text.slice(point)}`;
}

const inWords = new Map<string, Intl.NumberFormat>();

/** Writes minor units as English sentences have them: `100000n` as `$1,000.00` of USD and `¥100,000` of JPY. */
export function sayMinor(amountMinor: bigint, currency: string): string {
  let format = inWords.get(currency);
  if (format === undefined) {
    const digits = digitsOf(currency);
    format = new Intl.NumberFormat('en-US', {
      ...{ style: 'currency', currency },
      // Not the runtime's own: it shows no cents of HUF, and no fils of IQD.
      ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
    });
    inWords.set(currency, format);
  }
  return format.format(formatMinor(amountMinor, currency) as Intl.StringNumericLiteral);
}

/**
 * Writes a decimal string of the database with the currency's decimals. Digits that the currency does not have stay, so
 * that an amount from before its currency was changed is shown as it is.
 */
export function formatStored(amount: string, currency: string): string {
  const { sign, whole, fraction } = partsOf(amount, currency);
  const decimals = fraction.padEnd(digitsOf(currency), '0');
  return decimals === '' ? `${sign}${whole}` : `${sign}${whole}.${decimals}`;
}

/** Reads a whole decimal string as minor units; what is smaller than the currency's smallest unit is cut off. */
export function floorMinor(amount: string, currency: string): bigint {
  const { whole, fraction } = partsOf(amount, currency);
  const digits = digitsOf(currency);
  return BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
}

/** Takes a decimal string of the database apart, without the zeros at its end. */
function partsOf(amount: string, currency: string): { sign: string; whole: string; fraction: string } {
  const [, sign = '', whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d*?)0*)?$/.exec(amount) ?? [];
  if (whole === undefined) throw new RangeError(`not an amount of ${currency}: ${amount}`);
  return { sign, whole, fraction };
}

/** Before codes were checked, any three letters could be a storefront's currency, and all of them had two decimals. */
const DIGITS_OF_UNKNOWN_CODES = 2;

/** Returns the decimals of a currency's amounts. */
export function digitsOf(currency: string): number {
  return currencyDigits(currency) ?? DIGITS_OF_UNKNOWN_CODES;
}

/**
 * Allocates an amount by weights, in minor units: each share is rounded down, and what is left goes to the largest
 * remainders, one unit each, of equal ones to the earlier. A weight of zero gets nothing; when all are zero, the first
 * gets all. A negative amount is allocated like its opposite. The shares always add up to the amount. Throws `RangeError`
 * without weights, and for a negative one.
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) throw new RangeError('there is nothing to allocate to');
  if (weights.some((weight) => weight < 0n)) throw new RangeError('a weight is negative');
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  if (sum === 0n) return weights.map((_, place) => (place === 0 ? total : 0n));
  const amount = magnitude(total);
  const shares = weights.map((weight) => (amount * weight) / sum);
  const left = Number(amount - shares.reduce((all, share) => all + share, 0n));
  const byRemainder = weights
    .map((weight, place) => ({ place, remainder: (amount * weight) % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.place - b.place : a.remainder < b.remainder ? 1 : -1));
  // There are fewer units left than remainders above zero, so that no weight of zero gets one.
  for (const { place } of byRemainder.slice(0, left)) shares[place] = (shares[place] ?? 0n) + 1n;
  return total < 0n ? shares.map((share) => -share) : shares;
}

/**
 * Divides and rounds to the nearest integer, half to even, so that many small roundings do not drift in anyone's
 * favour. Commissions are rounded this way. Throws `RangeError` unless the denominator is positive.
 */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  return divide(numerator, denominator, (quotient) => quotient % 2n === 1n);
}

/**
 * Divides and rounds to the nearest integer, half away from zero, as PostgreSQL's `round(numeric)` does. What a refund
 * takes from a commission is rounded this way (ADR 0019). Throws `RangeError` unless the denominator is positive.
 */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return divide(numerator, denominator, () => true);
}

/** Returns the lesser of two amounts. */
export function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function divide(
  numerator: bigint,
  denominator: bigint,
  isHalfRoundedUp: (quotient: bigint) => boolean,
): bigint {
  if (denominator <= 0n) throw new RangeError(`not a positive denominator: ${denominator}`);
  const dividend = magnitude(numerator);
  const quotient = dividend / denominator;
  const twiceRest = (dividend % denominator) * 2n;
  const isRoundedUp = twiceRest > denominator || (twiceRest === denominator && isHalfRoundedUp(quotient));
  const rounded = isRoundedUp ? quotient + 1n : quotient;
  return numerator < 0n ? -rounded : rounded;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
