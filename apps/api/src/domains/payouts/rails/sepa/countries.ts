/**
 * The countries whose accounts SEPA reaches, by the first two letters of their IBANs: EPC409-09, "EPC List of SEPA Scheme
 * Countries", of 2025. Islands and overseas territories have the letters of the country that they belong to.
 */
const SEPA_COUNTRIES: ReadonlySet<string> = new Set([
  // The European Economic Area.
  ...[
    'AT',
    'BE',
    'BG',
    'CY',
    'CZ',
    'DE',
    'DK',
    'EE',
    'ES',
    'FI',
    'FR',
    'GR',
    'HR',
    'HU',
    'IE',
    'IS',
    'IT',
    'LI',
  ],
  ...['LT', 'LU', 'LV', 'MT', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'],
  ...['AD', 'AL', 'CH', 'GB', 'GI', 'MC', 'MD', 'ME', 'MK', 'RS', 'SM', 'VA'],
]);

/** Whether SEPA reaches an account. Each bank of the country decides for itself whether it takes part. */
export function isInSepa(iban: string): boolean {
  return SEPA_COUNTRIES.has(iban.slice(0, 2));
}
