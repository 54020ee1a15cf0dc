import type { FileFormat } from './file-format.ts';

/** The listings and inventory reports of Seller Central: tabs, no quotes. What Amazon ships itself has no quantity. */
export const amazon: FileFormat = {
  id: 'amazon',
  name: 'Amazon listings',
  recognisedBy: [
    ['sellersku', 'itemname', 'price', 'quantity'],
    ['sellersku', 'price', 'quantity', 'fulfillmentchannel'],
    ['sku', 'asin', 'price', 'quantity'],
    ['sku', 'fnsku', 'asin', 'afnfulfillablequantity'],
  ],
  columns: {
    sku: ['sellersku', 'sku'],
    name: ['itemname', 'productname'],
    stock: ['quantity', 'afnfulfillablequantity'],
    unitPrice: ['price', 'yourprice'],
  },
  isUnquoted: true,
};
