/**
 * What spreadsheets begin a formula with, also in full width, and also behind spaces and line breaks, which they cut off.
 */
const FORMULA = /^[\s\p{Cc}\u200B]*[=+\-@＝＋－﹣−＠|%]|^[\t\r\n]/u;

/** A plain negative number is no formula, and an apostrophe would make a text of it. */
const NEGATIVE_NUMBER = /^-\d+(?:\.\d+)?$/;

/** Whether a spreadsheet would take a text for a formula. */
export function isFormula(text: string): boolean {
  return FORMULA.test(text) && !NEGATIVE_NUMBER.test(text);
}

/**
 * Returns a cell of a CSV file (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front, as
 * https://owasp.org/www-community/attacks/CSV_Injection advises: names in the hub come from strangers.
 */
export function csvCell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return plainCsvCell(typeof value === 'string' && isFormula(text) ? `'${text}` : text);
}

/** Returns a cell as it is, for what another program reads, such as an address that money is sent to. */
export function plainCsvCell(text: string): string {
  // A spreadsheet of another country splits at semicolons or tabs, and what then begins a cell may be a formula.
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Returns a line of a CSV file, with its line break. */
export function csvLine(cells: readonly (string | number | null)[], separator: ',' | ';' = ','): string {
  return `${cells.map(csvCell).join(separator)}\r\n`;
}
