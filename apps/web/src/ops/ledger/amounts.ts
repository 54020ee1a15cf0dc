/** Adds decimal amounts of one currency, exactly. The sum has the decimals of the one with more. */
export function addAmounts(one: string, other: string): string {
  const digits = Math.max(decimalsIn(one), decimalsIn(other));
  const sum = inUnits(one, digits) + inUnits(other, digits);
  const text = String(sum < 0n ? -sum : sum).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${sum < 0n ? '-' : ''}${digits === 0 ? text : `${whole}.${text.slice(-digits)}`}`;
}

/** The amount with the other sign; nothing stays without one. */
export function negateAmount(amount: string): string {
  if (amount.startsWith('-')) return amount.slice(1);
  return /[1-9]/.test(amount) ? `-${amount}` : amount;
}

function decimalsIn(amount: string): number {
  return amount.split('.')[1]?.length ?? 0;
}

/** How many of the smallest units an amount is. */
function inUnits(amount: string, digits: number): bigint {
  const missing = '0'.repeat(digits - decimalsIn(amount));
  return BigInt(`${amount.replace('.', '')}${missing}`);
}
