import { withoutGuards } from '../../platform/csv.ts';

/** What a spreadsheet program left of a cell, in words for the person who exported it; null for a sound one. */
export function spreadsheetDamage(text: string): string | null {
  if (SHORTENED.test(text)) {
    return 'a spreadsheet shortened it; format the column as text, enter it again, and export';
  }
  if (FORMULA_ERROR.test(text)) return 'a spreadsheet left an error in this cell';
  if (DATE.test(text)) return 'a spreadsheet turned it into a date';
  return null;
}

/**
 * What a spreadsheet program may have done to a SKU. Shops have such SKUs too, so it only counts where the hub knows no
 * product with it.
 */
export function doubtfulSku(sku: string): string | null {
  if (DATE.test(sku)) return 'a spreadsheet may have turned it into a date';
  // Spreadsheets keep 15 digits.
  if (/^[1-9]\d{14}0+$/.test(sku)) return 'a spreadsheet may have replaced its last digits with zeros';
  return null;
}

/** Whether a SKU lost digits that nobody can know any more. */
export function isShortenedSku(sku: string): boolean {
  return SHORTENED.test(sku) || FORMULA_ERROR.test(sku);
}

/** As spreadsheets show numbers of twelve digits and more: `4.00638E+12`, `4,00638E+12`. */
const SHORTENED = /^-?\d(?:[.,]\d+)?E\+\d{2,3}$/i;
const FORMULA_ERROR =
  /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!|WERT!|NV|BEZUG!|¡VALOR!|VALEUR!|#+)$/i;
/** `03-May`, `May-03`, `3. Mai` in the languages whose months look alike in three letters. */
const DATE =
  /^(?:\d{1,2}[-. ]{1,2}(?:Jan|Feb|Mar|Mär|Mrz|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)|(?:Jan|Feb|Mar|Mär|Mrz|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)[-. ]{1,2}\d{2})$/;

/**
 * Returns a cell without what programs put around it, so that spreadsheets take it for text: `="0012"`, `'0012`, `'-5`.
 * What an export of the hub guards becomes what it was.
 */
export function withoutTextMark(cell: string): string {
  const formula = /^="(.*)"$/s.exec(cell);
  if (formula !== null) return (formula[1] ?? '').replaceAll('""', '"');
  return /^'[-\d]/.test(cell) ? cell.slice(1) : withoutGuards(cell);
}
