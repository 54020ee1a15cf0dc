/**
 * Money in integers. Amounts are `bigint` minor units (cents) in code, `numeric` in the database and decimal strings in
 * answers; none of them is ever a float.
 */

import { canonicalAmount } from '@dreamteamhub/sdk/contract';

/** Reads an amount of a caller that the contract accepts. Returns minor units; throws `RangeError` for anything else. */
export function readMinor(amount: number | string): bigint {
  const canonical = canonicalAmount(amount);
  if (canonical === null) throw new RangeError(`not an amount: ${String(amount)}`);
  return parseMinor(canonical);
}

/** Reads a decimal string of the database, with at most two decimals. Returns minor units. */
export function parseMinor(amount: string): bigint {
  const match = /^(\d+)(?:\.(\d{1,2}))?$/.exec(amount);
  if (match === null) throw new RangeError(`not an amount: ${amount}`);
  return BigInt(match[1] ?? '0') * 100n + BigInt((match[2] ?? '').padEnd(2, '0'));
}

/** Writes minor units as a decimal string with two decimals, e.g. `9999n` as `"99.99"`. */
export function formatMinor(amountMinor: bigint): string {
  const digits = magnitude(amountMinor).toString().padStart(3, '0');
  return `${amountMinor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
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
