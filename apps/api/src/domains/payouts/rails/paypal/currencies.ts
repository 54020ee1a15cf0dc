import { formatMinor, parseMinor } from '../../../../platform/money.ts';

/** What PayPal pays out. BRL and MYR it pays within their countries only, which it says itself. */
const CURRENCIES: ReadonlySet<string> = new Set([
  ...['AUD', 'BRL', 'CAD', 'CHF', 'CZK', 'DKK', 'EUR', 'GBP', 'HKD', 'HUF', 'ILS', 'JPY', 'MXN', 'MYR'],
  ...['NOK', 'NZD', 'PHP', 'PLN', 'SEK', 'SGD', 'THB', 'TWD', 'USD'],
]);

/** Those of which PayPal takes no decimals, whatever ISO 4217 says: with one, it refuses the whole call. */
const WITHOUT_DECIMALS: ReadonlySet<string> = new Set(['HUF', 'JPY', 'TWD']);

export function paysOut(currency: string): boolean {
  return CURRENCIES.has(currency);
}

/** Returns what PayPal can pay of an amount; both are decimal strings with the currency's decimals. */
export function floorToPayPal(amount: string, currency: string): string {
  if (!WITHOUT_DECIMALS.has(currency)) return amount;
  const [whole = '0'] = amount.split('.');
  return formatMinor(parseMinor(whole, currency), currency);
}

/** Writes an amount as PayPal reads it; null when it has decimals that PayPal does not take. */
export function toPayPal(amount: string, currency: string): string | null {
  if (!WITHOUT_DECIMALS.has(currency)) return amount;
  const [whole = '', fraction = ''] = amount.split('.');
  return /[^0]/.test(fraction) ? null : whole;
}

/** Reads an amount of PayPal's; null when it is none of that currency. Returns a decimal string. */
export function fromPayPal(amount: string, currency: string): string | null {
  try {
    return formatMinor(parseMinor(amount, currency), currency);
  } catch {
    return null;
  }
}
