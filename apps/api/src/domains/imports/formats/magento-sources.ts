import type { FileFormat } from './file-format.ts';

/** System › Export › Stock Sources (MSI): a line for each product and source. `status` is no level. */
export const magentoSources: FileFormat = {
  id: 'magento-sources',
  name: 'Magento stock sources',
  recognisedBy: [['sourcecode', 'sku', 'status', 'quantity']],
  columns: { sku: ['sku'], stock: ['quantity'], location: ['sourcecode'] },
};
