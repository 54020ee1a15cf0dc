import type { FileFormat } from './file-format.ts';

/** The list of parts. */
export const inventree: FileFormat = {
  id: 'inventree',
  name: 'InvenTree parts',
  recognisedBy: [
    ['ipn', 'instock'],
    ['ipn', 'totalinstock'],
    ['ipn', 'minimumstock'],
  ],
  columns: {
    sku: ['ipn'],
    name: ['name'],
    stock: ['totalinstock', 'instock'],
    threshold: ['minimumstock'],
    supplier: ['defaultsupplier'],
  },
};
