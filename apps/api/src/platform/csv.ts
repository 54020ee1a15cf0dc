/** Excel reads a file as UTF-8 only where it begins with this, and else shows `ü` as `Ã¼`. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * What spreadsheets begin a formula with, also in full width, and also behind spaces and line breaks, which they cut off.
 */
const FORMULA = /^[\s\p{Cc}\u200B]*[=+\-@＝＋－﹣−＠|%]|^[\t\r\n]/u;

/** A plain negative number is no formula, and an apostrophe would make a text of it. */
const NEGATIVE_NUMBER = /^-\d+(?:\.\d+)?$/;

/**
 * A formula behind what another spreadsheet splits at. Quotes do not help there: to it, they are in the middle of a field.
 * A number with its unit, as in `Cable, -40 °C`, is none.
 */
const HIDDEN = [';', ',', '\t'].map((separator) => ({
  separator,
  before: new RegExp(
    `${separator}(?=[\\s\\u200B]*[=+\\-@＝＋－﹣−＠|%])(?!\\s*[+-]\\d[\\d.,]*(?:\\s?[\\p{L}°%]{1,4})?(?:[,;\\t\\]}]|$))`,
    'gu',
  ),
}));

type Separator = ',' | ';';

/** Whether a spreadsheet would take a text for a formula. */
function isFormula(text: string): boolean {
  return FORMULA.test(text) && !NEGATIVE_NUMBER.test(text);
}

/**
 * Returns a cell of a CSV file (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front, as
 * https://owasp.org/www-community/attacks/CSV_Injection advises: names in the hub come from strangers. That also holds for
 * spreadsheets that split at another separator than the file's.
 */
export function csvCell(value: string | number | null, own: Separator = ','): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  let text = isFormula(value) ? `'${value}` : value;
  for (const { separator, before } of HIDDEN) {
    if (separator !== own && text.includes(separator)) text = text.replace(before, `${separator}'`);
  }
  return plainCsvCell(text);
}

/** Returns a text without the apostrophes of {@link csvCell}. */
export function withoutGuards(text: string): string {
  const marked = text.startsWith("'") ? text.slice(1) : '';
  const bare = isFormula(marked) ? marked : text;
  return bare.replace(/([;,\t])'(?=[\s\u200B]*[=+\-@＝＋－﹣−＠|%])/gu, '$1');
}

/** Returns a cell as it is, for what another program reads, such as an address that money is sent to. */
export function plainCsvCell(text: string): string {
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Returns a line of a CSV file, with its line break. */
export function csvLine(cells: readonly (string | number | null)[], separator: Separator = ','): string {
  return `${cells.map((cell) => csvCell(cell, separator)).join(separator)}\r\n`;
}
