import type { FileFormat } from './file-format.ts';

/** Products › Inventory › Export: a line for each variant and location. `On hand (new)` is for edits. */
export const shopifyInventory: FileFormat = {
  id: 'shopify-inventory',
  name: 'Shopify inventory',
  recognisedBy: [
    ['handle', 'title', 'option1value', 'sku', 'location', 'onhandcurrent'],
    ['handle', 'title', 'option1value', 'sku', 'location', 'onhand'],
    ['handle', 'title', 'option1value', 'sku', 'location', 'availablenoteditable'],
    ['handle', 'title', 'option1value', 'sku', 'location', 'available'],
  ],
  columns: {
    sku: ['sku'],
    name: ['title'],
    stock: ['onhandcurrent', 'onhand', 'availablenoteditable', 'available'],
    location: ['location'],
  },
  nameParts: ['option1value', 'option2value', 'option3value'],
  noNameParts: ['default title'],
  noValues: { stock: ['not stocked'] },
};
