import type { FileFormat } from './file-format.ts';

/** Products › Export, in the layouts before and since 2024. Its quantity is that of one location. */
export const shopifyProducts: FileFormat = {
  id: 'shopify-products',
  name: 'Shopify products',
  recognisedBy: [
    ['handle', 'title', 'variantsku', 'variantprice'],
    ['urlhandle', 'title', 'sku', 'option1value', 'price'],
  ],
  columns: {
    sku: ['variantsku', 'sku'],
    name: ['title'],
    stock: ['variantinventoryqty', 'inventoryquantity'],
    unitPrice: ['variantprice', 'price'],
    supplier: ['vendor'],
  },
  nameParts: ['option1value', 'option2value', 'option3value'],
  noNameParts: ['default title'],
  // Shopify writes 0 for what it does not track.
  noLevelIf: [{ variantinventorytracker: '' }, { inventorytracker: '' }],
  variants: { lines: { title: '' }, sameProduct: 'handle' },
  leaveOut: [
    { lines: { variantsku: '', variantprice: '' }, because: 'further pictures of a product' },
    { lines: { sku: '', price: '' }, because: 'further pictures of a product' },
  ],
};
