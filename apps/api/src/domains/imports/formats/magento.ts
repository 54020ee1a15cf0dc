import type { FileFormat } from './file-format.ts';

/** System › Export › Products. `is_in_stock` is a status. */
export const magento: FileFormat = {
  id: 'magento',
  name: 'Magento products',
  recognisedBy: [
    ['sku', 'attributesetcode', 'producttype', 'qty'],
    ['sku', 'qty', 'isinstock', 'notifyonstockbelow'],
  ],
  columns: {
    sku: ['sku'],
    name: ['name'],
    stock: ['qty'],
    threshold: ['notifyonstockbelow'],
    unitPrice: ['price'],
  },
  noLevelIf: [{ managestock: ['0', '0.0000'], useconfigmanagestock: ['0', '0.0000'] }],
  thresholdIf: { column: 'useconfignotifystockqty', is: ['0', '0.0000'] },
  leaveOut: [
    { lines: { sku: '' }, because: 'lines that continue the product above' },
    { lines: { storeviewcode: { not: '' } }, because: 'translations of a product' },
    {
      lines: { producttype: ['configurable', 'grouped', 'bundle'] },
      because: 'products that are sold as their parts',
    },
  ],
};
