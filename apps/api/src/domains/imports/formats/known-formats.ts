import { amazon } from './amazon.ts';
import { bigcommerce } from './bigcommerce.ts';
import { erpnext } from './erpnext.ts';
import type { FileFormat } from './file-format.ts';
import { inventree } from './inventree.ts';
import { magento } from './magento.ts';
import { magentoSources } from './magento-sources.ts';
import { odoo } from './odoo.ts';
import { prestashop } from './prestashop.ts';
import { shopifyInventory } from './shopify-inventory.ts';
import { shopifyInventoryByColumn } from './shopify-inventory-by-column.ts';
import { shopifyProducts } from './shopify-products.ts';
import { square } from './square.ts';
import { wix } from './wix.ts';
import { woocommerce } from './woocommerce.ts';

/** Every export that the hub knows; where a header fits two of them, the first counts. */
export const KNOWN_FORMATS: readonly FileFormat[] = [
  ...[woocommerce, shopifyProducts, shopifyInventory, shopifyInventoryByColumn, square, magento],
  ...[magentoSources, prestashop, amazon, bigcommerce, wix, odoo, erpnext, inventree],
];

/** Returns the format of a file with these columns; null when it is of none. */
export function recognise(columnNames: ReadonlySet<string>): FileFormat | null {
  return (
    KNOWN_FORMATS.find(({ recognisedBy }) =>
      recognisedBy.some((columns) => columns.every((name) => columnNames.has(name))),
    ) ?? null
  );
}
