/**
 * Money and metrics rules: pure, on integers. Amounts are `bigint` minor units (cents) here, `numeric` in the
 * database and decimal strings in answers; none of them is ever a float.
 */

/**
 * Reads an amount as the contract lets it through: a number, through its shortest decimal text, or a decimal
 * string, with at most two decimals. Returns minor units.
 */
export function parseMinor(amount: number | string): bigint {
  const match = /^(\d+)(?:\.(\d{1,2}))?$/.exec(String(amount));
  if (match === null) throw new RangeError(`not an amount: ${String(amount)}`);
  return BigInt(match[1] ?? '0') * 100n + BigInt((match[2] ?? '').padEnd(2, '0'));
}

/** Writes minor units as a decimal string with two decimals, e.g. `9999n` as `"99.99"`. */
export function formatMinor(amountMinor: bigint): string {
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(3, '0');
  return `${amountMinor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * Commission on an order: revenue × basis points / 10,000, rounded half-even once, in minor units. Half-even so that
 * many small orders do not drift in anyone's favour.
 */
export function commissionMinor(revenueMinor: bigint, basisPoints: number): bigint {
  const scaled = revenueMinor * BigInt(basisPoints);
  const quotient = scaled / 10_000n;
  const twiceRest = (scaled % 10_000n) * 2n;
  const roundsUp = twiceRest > 10_000n || (twiceRest === 10_000n && quotient % 2n === 1n);
  return roundsUp ? quotient + 1n : quotient;
}

export type ConversionStatus = 'pending' | 'approved' | 'paid' | 'void';

/** The steps an operator may take with a conversion, and from where. A claim can only be voided or verified. */
export const conversionMoves = {
  approve: { from: ['pending'], to: 'approved', kinds: ['verified'] },
  markPaid: { from: ['approved'], to: 'paid', kinds: ['verified'] },
  void: { from: ['pending', 'approved'], to: 'void', kinds: ['verified', 'claim'] },
} as const satisfies Record<
  string,
  { from: readonly ConversionStatus[]; to: ConversionStatus; kinds: readonly ('verified' | 'claim')[] }
>;
