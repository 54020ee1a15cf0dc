import type { FileFormat } from './file-format.ts';

/** Items › Actions › Export library: columns for each place. `New Quantity` is for edits. */
export const square: FileFormat = {
  id: 'square',
  name: 'Square items',
  recognisedBy: [['token', 'itemname', 'variationname', 'sku']],
  columns: {
    sku: ['sku'],
    name: ['itemname'],
    stock: { startsWith: 'currentquantity' },
    threshold: { startsWith: 'stockalertcount' },
    unitPrice: ['price'],
    supplier: ['defaultvendorname'],
  },
  nameParts: ['variationname'],
  noNameParts: ['regular'],
  noValues: { unitPrice: ['variable'] },
  thresholdIf: { column: { startsWith: 'stockalertenabled' }, is: ['y', 'yes', 'true', '1'] },
};
