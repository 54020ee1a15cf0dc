import { columnName } from './column-titles.ts';

export type ImportField = 'sku' | 'name' | 'stock' | 'threshold' | 'unitPrice' | 'supplier';

/** Names of columns in files of no known program, as `columnName` returns them. */
const COLUMN_NAMES: Record<ImportField, { title: string; names: readonly string[] }> = {
  sku: { title: 'sku', names: ['sku', 'productsku', 'variantsku', 'itemsku'] },
  name: { title: 'name', names: ['name', 'product', 'productname', 'itemname', 'title'] },
  stock: {
    title: 'stock',
    names: [
      ...['stock', 'quantity', 'qty', 'onhand', 'instock', 'stocklevel', 'stockquantity', 'stockqty'],
      ...['quantityonhand', 'qtyonhand', 'stockonhand'],
    ],
  },
  threshold: {
    title: 'threshold',
    names: ['threshold', 'lowstock', 'lowstockthreshold', 'reorderpoint', 'reorderlevel', 'minimumstock'],
  },
  unitPrice: { title: 'unit_price', names: ['unitprice', 'price'] },
  supplier: { title: 'supplier', names: ['supplier', 'suppliername', 'vendor', 'vendorname'] },
};

export const FIELDS = Object.keys(COLUMN_NAMES) as ImportField[];

/** Returns a field as problems name it. */
export function fieldTitle(field: ImportField): string {
  return COLUMN_NAMES[field].title;
}

/** Returns the field that a column stands for; null when it is none. A question, such as `In stock?`, is a status. */
export function fieldOfColumn(title: string): ImportField | null {
  if (title.trimEnd().endsWith('?')) return null;
  const name = columnName(title);
  return FIELDS.find((field) => COLUMN_NAMES[field].names.includes(name)) ?? null;
}
