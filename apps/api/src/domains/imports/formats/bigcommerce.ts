import type { FileFormat } from './file-format.ts';

/** Products › Export: below its product, a line `  SKU` for each variant, with a name like `[RT]Size=M`. */
export const bigcommerce: FileFormat = {
  id: 'bigcommerce',
  name: 'BigCommerce products',
  recognisedBy: [['itemtype', 'productname', 'productcodesku']],
  columns: {
    sku: ['productcodesku'],
    name: ['productname'],
    stock: ['currentstocklevel', 'stocklevel'],
    threshold: ['lowstocklevel'],
    unitPrice: ['price'],
    supplier: ['brandname'],
  },
  cutFromNames: /\[[A-Z]+\]/g,
  noLevelIf: [{ itemtype: 'product', trackinventory: ['none', 'n'] }],
  variants: { lines: { itemtype: 'sku' }, nameParts: ['productname'] },
  leaveOut: [
    { lines: { itemtype: 'rule' }, because: 'rules of a product' },
    {
      lines: { itemtype: 'product', trackinventory: 'by option' },
      because: 'products that are sold as their variants',
    },
  ],
};
