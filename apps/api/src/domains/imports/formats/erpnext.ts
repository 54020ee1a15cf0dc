import type { FileFormat } from './file-format.ts';

/** The list of items and the report Stock Balance, which has a line for each warehouse. */
export const erpnext: FileFormat = {
  id: 'erpnext',
  name: 'ERPNext items',
  recognisedBy: [
    ['itemcode', 'balanceqty'],
    ['item', 'itemname', 'balanceqty'],
    ['itemcode', 'itemname', 'actualqty'],
    ['itemcode', 'itemname', 'standardsellingrate'],
    ['itemcode', 'itemname', 'standardrate'],
  ],
  columns: {
    sku: ['itemcode', 'item'],
    name: ['itemname'],
    stock: ['balanceqty', 'actualqty'],
    threshold: ['reorderlevel', 'reorderlevelreorderlevel'],
    unitPrice: ['standardsellingrate', 'standardrate'],
    location: ['warehouse'],
  },
  leaveOut: [
    { lines: { itemcode: '' }, because: 'lines that continue the item above' },
    { lines: { item: ['', 'total'] }, because: 'totals' },
  ],
};
