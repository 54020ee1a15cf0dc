import { canonicalText } from '@dreamteamhub/sdk/contract';
import { countrySpecs, isQRIBAN, isValidBIC, ValidationErrorsIBAN, validateIBAN } from 'ibantools';

/** A text as it was meant, or why it cannot be what it should be. A problem never repeats what was entered. */
export type Reading = { value: string } | { problem: string };

/** What people put between the groups of a printed number, or before it. */
const SEPARATORS = /[\s.\-‐-―_/]/g;
const LABEL = /^(?:INTERNATIONAL BANK ACCOUNT NUMBER|IBAN|BIC|SWIFT)[\s:]*/i;

/** Reads an IBAN as people write it: in groups, in lower case, after the word. Answers its electronic form. */
export function readIban(written: string): Reading {
  const text = compact(written);
  if (text === '') return { problem: 'must not be empty' };
  // Before they are made capital: some letters become those of ASCII then.
  if (/[^A-Za-z0-9]/.test(text)) return { problem: 'may hold letters and digits only' };
  const iban = text.toUpperCase();
  const country = iban.slice(0, 2);
  const { chars: length, IBANRegistry: isRegistered } =
    (Object.hasOwn(countrySpecs, country) ? countrySpecs[country] : null) ?? {};
  if (length === undefined || length === null) {
    return {
      problem: /^[A-Z]{2}/.test(country)
        ? `begins with ${country}, which is no country that has IBANs`
        : 'must begin with the two letters of a country',
    };
  }
  if (iban.length !== length) {
    return { problem: `has ${iban.length} characters, and one of ${country} has ${length}` };
  }
  if (isQRIBAN(iban)) {
    return { problem: 'is a QR-IBAN, which takes QR-bills only: enter the account’s own IBAN' };
  }
  const { valid, errorCodes } = validateIBAN(iban);
  // How the numbers of other countries are built is known from hearsay, and their banks change it.
  if (valid || (isRegistered !== true && hasRightCheckDigits(iban))) return { value: iban };
  if (isRegistered === true && errorCodes.includes(ValidationErrorsIBAN.WrongBBANFormat)) {
    return { problem: `is not built as those of ${country} are: letters and digits stand in other places` };
  }
  return { problem: 'has a wrong check digit: one of its characters is wrong, or two are swapped' };
}

/** By ISO 7064 MOD 97-10: letters count from 10 on. */
function hasRightCheckDigits(iban: string): boolean {
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (letter) =>
    String(Number.parseInt(letter, 36)),
  );
  return BigInt(digits) % 97n === 1n;
}

/** Reads a BIC of 8 or 11 characters; answers it in upper case. */
export function readBic(written: string): Reading {
  const bic = compact(written).toUpperCase();
  if (bic.length !== 8 && bic.length !== 11) {
    return { problem: `has ${bic.length} characters, and a BIC has 8 or 11` };
  }
  if (!isValidBIC(bic)) return { problem: 'is no BIC: bank, country, place, and perhaps the branch' };
  return { value: bic };
}

/** Where money goes, as far as it may be shown: the last four characters. */
export const hintOfNumber = (number: string): string => `…${number.slice(-4)}`;

/** Full-width and other digits are those of ASCII; what nobody sees goes. */
function compact(written: string): string {
  return canonicalText(written.normalize('NFKC')).replace(LABEL, '').replace(SEPARATORS, '');
}
