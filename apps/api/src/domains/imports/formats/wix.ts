import type { FileFormat } from './file-format.ts';

/** Store Products › Export: variants leave name and price to their product. `InStock` is a status. */
export const wix: FileFormat = {
  id: 'wix',
  name: 'Wix products',
  recognisedBy: [['handleid', 'fieldtype', 'sku', 'inventory']],
  columns: {
    sku: ['sku'],
    name: ['name'],
    stock: ['inventory'],
    unitPrice: ['price'],
    supplier: ['brand'],
  },
  noValues: { stock: ['instock', 'outofstock'] },
  surcharge: 'surcharge',
  variants: {
    lines: { fieldtype: 'variant' },
    sameProduct: 'handleid',
    // A product's own line lists all their values here.
    nameParts: Array.from({ length: 6 }, (_, place) => `productoptiondescription${place + 1}`),
  },
  leaveOut: [{ lines: { fieldtype: 'product', sku: '' }, because: 'products without a SKU of their own' }],
};
