/**
 * Formats a decimal string from the hub for the reader. The result is exact, because the text never becomes a float.
 *
 * @example formatMoney('1250.00', 'USD') // $1,250.00
 */
export function formatMoney(amount: string, currency?: string, locale?: string): string {
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    ...(currency === undefined ? {} : { style: 'currency', currency }),
  });
  return format.format(amount as Intl.StringNumericLiteral);
}

export function formatCount(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** Formats a change with its sign: `+12`, `−7`. */
export function formatDelta(delta: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' }).format(delta).replace('-', '−');
}
