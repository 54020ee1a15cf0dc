/** Returns an IBAN as it is kept: what people put between its groups, or before it, is left out. */
export function readIban(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{Z}\p{Cf}.-]/gu, '')
    .toUpperCase()
    .replace(/^IBAN:?/, '');
}

/** Returns an IBAN as it is printed, in groups of four. What is no IBAN stays as it was typed. */
export function printIban(text: string): string {
  const iban = readIban(text);
  return /^[A-Z]{2}\d{2}[A-Z\d]{1,30}$/.test(iban) ? iban.replace(/.{4}(?=.)/g, '$& ') : text.trim();
}

/** Returns a BIC as it is kept. */
export function readBic(text: string): string {
  return text.replace(/\s/g, '').toUpperCase();
}
