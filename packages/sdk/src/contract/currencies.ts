/**
 * ISO 4217: the digits behind the decimal point of each currency, from the standard's list one. It is written out, because
 * the runtime's own data has digits for display: `Intl` writes no fils of IQD and no cents of HUF, COP, IDR, LBP or AFN.
 * The SQL function `hub_currency_digits` holds the same; a test compares the two.
 */
const CODES_BY_DIGITS = [
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  '',
  // The last line: withdrawn in 2025 and 2026. Shops have books in them, which stay as they are.
  `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
   CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP
   GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT
   LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN
   NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD
   SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS
   VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
   ANG BGN`,
  'BHD IQD JOD KWD LYD OMR TND',
  'CLF UYW',
];

const DIGITS: ReadonlyMap<string, number> = new Map(
  CODES_BY_DIGITS.flatMap((codes, digits) =>
    codes.split(/\s+/).flatMap((code) => (code === '' ? [] : [[code, digits] as const])),
  ),
);

/** The most digits that any currency has. */
export const MOST_CURRENCY_DIGITS = CODES_BY_DIGITS.length - 1;

/** The codes of all currencies that a storefront can have, in alphabetical order. */
export const CURRENCIES: readonly string[] = [...DIGITS.keys()].sort();

/**
 * Returns the digits behind the decimal point of a currency's amounts; null for a code that is none, and for what has no
 * smallest unit, such as gold (XAU). Codes are in upper case.
 */
export function currencyDigits(code: string): number | null {
  return DIGITS.get(code) ?? null;
}

const NUMERALS = ['no', 'one', 'two', 'three', 'four'];

/** Returns what is wrong with an amount that a currency does not take; without a currency, that none does. */
export function amountProblem(currency?: string): string {
  const digits = currency === undefined ? 2 : (currencyDigits(currency) ?? 2);
  if (digits === 2) return 'must be an amount like 99.99: not negative, at most two decimals, no exponent';
  if (digits === 0) {
    return `must be an amount like 100: ${currency} has no decimals; not negative, no exponent`;
  }
  return `must be an amount like 99.${'9'.repeat(digits)}: not negative, at most ${NUMERALS[digits]} decimals in ${currency}, no exponent`;
}
