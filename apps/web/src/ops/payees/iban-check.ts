import { getCountrySpecifications, isValidBIC, ValidationErrorsIBAN, validateIBAN } from 'ibantools';
import { readBic, readIban } from './iban.ts';

// The library knows the IBANs of every country, and weighs as much as a page: import this file when a field needs it.

/** Says what is wrong with an IBAN, in a sentence; null where nothing is. The hub has the last word. */
export function ibanProblem(text: string, locale?: string): string | null {
  const iban = readIban(text);
  const country = iban.slice(0, 2);
  const { valid, errorCodes } = validateIBAN(iban);
  if (valid) return null;
  const has = (code: ValidationErrorsIBAN) => errorCodes.includes(code);
  if (has(ValidationErrorsIBAN.NoIBANProvided)) return 'Enter an IBAN.';
  if (has(ValidationErrorsIBAN.NoIBANCountry)) {
    return /^[A-Z]{2}/.test(iban)
      ? `No country has IBANs that begin with ${country}.`
      : 'An IBAN begins with two letters for the country, as in DE89 3704 0044 0532 0130 00.';
  }
  const wanted = getCountrySpecifications()[country]?.chars ?? null;
  if (wanted !== null && wanted !== iban.length) {
    return `An IBAN of ${regionName(country, locale)} has ${wanted} characters. This one has ${iban.length}.`;
  }
  if (has(ValidationErrorsIBAN.WrongBBANFormat) || has(ValidationErrorsIBAN.ChecksumNotNumber)) {
    return `IBANs of ${regionName(country, locale)} have letters and digits in other places. Compare each.`;
  }
  // What else the library checks are the rules of single banks, which it knows less well than the hub's own bank does.
  return has(ValidationErrorsIBAN.WrongIBANChecksum)
    ? 'A character is wrong, or two are swapped: the check digits do not fit.'
    : null;
}

/** Says what is wrong with a BIC; null where nothing is. */
export function bicProblem(text: string): string | null {
  return isValidBIC(readBic(text)) ? null : 'A BIC has 8 or 11 characters, as in COBADEFFXXX.';
}

function regionName(country: string, locale = 'en'): string {
  return new Intl.DisplayNames(locale, { type: 'region' }).of(country) ?? country;
}
