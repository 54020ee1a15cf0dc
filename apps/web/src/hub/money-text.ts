import {
  amountProblem,
  canonicalAmount,
  currencyDigits,
  MOST_CURRENCY_DIGITS,
} from '@dreamteamhub/sdk/contract';
import { z } from './zod.ts';

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

/** The decimals of a currency; while it loads, the most that any has. */
export function decimalsOf(currency: string | undefined): number {
  return currency === undefined ? MOST_CURRENCY_DIGITS : (currencyDigits(currency) ?? 2);
}

/** An amount to show in an empty input. */
export function exampleAmount(whole: string, currency: string | undefined): string {
  const digits = (currency === undefined ? null : currencyDigits(currency)) ?? 2;
  return digits === 0 ? whole : `${whole}.${'0'.repeat(digits)}`;
}
