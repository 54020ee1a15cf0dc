import { amountProblem, canonicalAmount, currencyDigits } from '@dreamteamhub/sdk/contract';
import { decimalsOf } from '../ui/currency-decimals.ts';
import { z } from './zod.ts';

export { decimalsOf };

/** The text of an input for an amount of this currency, or nothing. While the currency loads, the hub judges. */
export function moneyText(currency: string | undefined) {
  const digits = decimalsOf(currency);
  return z
    .string()
    .trim()
    .refine((text) => text === '' || canonicalAmount(text, digits) !== null, {
      error: amountProblem(currency),
    });
}

/** An amount to show in an empty input. */
export function exampleAmount(whole: string, currency: string | undefined): string {
  const digits = (currency === undefined ? null : currencyDigits(currency)) ?? 2;
  return digits === 0 ? whole : `${whole}.${'0'.repeat(digits)}`;
}
