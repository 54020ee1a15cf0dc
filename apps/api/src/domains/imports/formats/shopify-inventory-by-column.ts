import type { FileFormat } from './file-format.ts';

/** The inventory export before 2022: a column for each location, behind the others. */
export const shopifyInventoryByColumn: FileFormat = {
  id: 'shopify-inventory-by-column',
  name: 'Shopify inventory',
  recognisedBy: [['handle', 'title', 'option1value', 'sku', 'hscode', 'coo']],
  columns: { sku: ['sku'], name: ['title'], stock: { behind: 'coo' } },
  nameParts: ['option1value', 'option2value', 'option3value'],
  noNameParts: ['default title'],
  noValues: { stock: ['not stocked'] },
};
