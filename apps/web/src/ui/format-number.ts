import { currencyDigits } from '@dreamteamhub/sdk/contract';

/**
 * Formats a decimal string from the hub for the reader, with the decimals of its currency. The result is exact, because
 * the text never becomes a float, and says all that the text does.
 *
 * @example formatMoney('1250.00', 'USD') // $1,250.00
 */
export function formatMoney(amount: string, currency?: string, locale?: string): string {
  const digits = (currency === undefined ? null : currencyDigits(currency)) ?? 2;
  const format = new Intl.NumberFormat(locale, {
    // Not the runtime's own: it shows no cents of HUF, and no fils of IQD.
    minimumFractionDigits: digits,
    maximumFractionDigits: Math.max(digits, decimalsIn(amount)),
    ...(currency === undefined ? {} : { style: 'currency', currency }),
  });
  return format.format(amount as Intl.StringNumericLiteral);
}

function decimalsIn(amount: string): number {
  return amount.split('.')[1]?.length ?? 0;
}

export function formatCount(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** Formats a decimal string that is no amount of money, such as `2.5` pieces, with all its decimals. */
export function formatQuantity(quantity: string, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 });
  return format.format(quantity as Intl.StringNumericLiteral);
}

/** Formats a change with its sign: `+12`, `−7`. */
export function formatDelta(delta: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' }).format(delta).replace('-', '−');
}
