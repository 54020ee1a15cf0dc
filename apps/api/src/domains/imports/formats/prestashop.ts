import type { FileFormat } from './file-format.ts';

/** The files of Advanced Parameters › Import, and Catalog › Products › Export. `Minimal quantity` is of an order. */
export const prestashop: FileFormat = {
  id: 'prestashop',
  name: 'PrestaShop products',
  recognisedBy: [
    ['productid', 'active01', 'reference', 'quantity', 'minimalquantity'],
    ['productid', 'attributenametypeposition', 'reference', 'quantity'],
    ['productid', 'reference', 'pricetaxexcl', 'quantity', 'status'],
  ],
  columns: {
    sku: ['reference'],
    name: ['name'],
    stock: ['quantity'],
    threshold: ['lowstocklevel'],
    unitPrice: ['pricetaxexcluded', 'pricetaxexcl', 'pricetaxincluded', 'pricetaxincl'],
    supplier: ['supplier'],
  },
};
