import { currencyDigits, MOST_CURRENCY_DIGITS } from '@dreamteamhub/sdk/contract';

/** The decimals of a currency; while it loads, the most that any has. */
export function decimalsOf(currency: string | undefined): number {
  return currency === undefined ? MOST_CURRENCY_DIGITS : (currencyDigits(currency) ?? 2);
}
