import type { FileFormat } from './file-format.ts';

/** Products or variants › Export, with labels or with the names of fields. */
export const odoo: FileFormat = {
  id: 'odoo',
  name: 'Odoo products',
  recognisedBy: [
    ['internalreference', 'quantityonhand'],
    ['internalreference', 'salesprice'],
    ['defaultcode', 'qtyavailable'],
    ['defaultcode', 'listprice'],
  ],
  columns: {
    sku: ['internalreference', 'defaultcode'],
    name: ['name', 'displayname'],
    stock: ['quantityonhand', 'qtyavailable'],
    threshold: ['reorderingminqty', 'reorderingrulesminimumquantity', 'orderpointidsproductminqty'],
    unitPrice: ['salesprice', 'listprice', 'lstprice'],
    supplier: ['vendorsvendor', 'selleridspartnerid'],
  },
  leaveOut: [
    { lines: { internalreference: '', name: '' }, because: 'lines that continue the product above' },
  ],
};
