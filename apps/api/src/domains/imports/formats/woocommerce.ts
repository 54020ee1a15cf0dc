import type { FileFormat } from './file-format.ts';

/** Products › Export. https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema */
export const woocommerce: FileFormat = {
  id: 'woocommerce',
  name: 'WooCommerce products',
  recognisedBy: [['type', 'sku', 'name', 'published', 'taxstatus', 'stock', 'regularprice']],
  columns: {
    sku: ['sku'],
    name: ['name'],
    stock: ['stock'],
    threshold: ['lowstockamount'],
    unitPrice: ['regularprice'],
  },
  leaveOut: [
    { lines: { stock: 'parent' }, because: 'variations that share the stock of their product' },
    {
      lines: { type: ['variable', 'variable, downloadable'], stock: '' },
      because: 'products that are sold as their variations',
    },
    { lines: { type: 'grouped' }, because: 'groups of other products' },
  ],
};
