import type { Database } from './database.ts';
import { InventoryDao } from './inventory/inventory-dao.ts';

/** Five products to start with; two of them are low, so that the first scan finds something. */
const SAMPLES = [
  {
    sku: 'WIDGET-001',
    name: 'Standard Widget',
    stock: 150,
    threshold: 25,
    unitPriceMinor: 1999n,
    supplier: 'WidgetCo Inc',
  },
  {
    sku: 'WIDGET-PRO-001',
    name: 'Widget Pro 2025',
    stock: 18,
    threshold: 20,
    unitPriceMinor: 4999n,
    supplier: 'WidgetCo Inc',
  },
  {
    sku: 'GADGET-001',
    name: 'Pocket Gadget',
    stock: 75,
    threshold: 15,
    unitPriceMinor: 3450n,
    supplier: 'Gadget Works',
  },
  {
    sku: 'CABLE-USBC-2M',
    name: 'USB-C Cable, 2 m',
    stock: 8,
    threshold: 40,
    unitPriceMinor: 990n,
    supplier: 'Cable & Co',
  },
  {
    sku: 'STAND-ALU-001',
    name: 'Aluminium Stand',
    stock: 42,
    threshold: 10,
    unitPriceMinor: 5900n,
    supplier: 'Metalform',
  },
] as const;

/**
 * Adds the sample products to a database that has no product. Returns whether it did.
 *
 * @param priceOf - writes a price in minor units as a decimal string of the hub's currency
 */
export async function seedSamples(db: Database, priceOf: (minor: bigint) => string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const dao = new InventoryDao(tx);
    const present = await dao.getProducts({ limit: 1, includeArchived: true });
    if (present.items.length > 0) return false;
    for (const { unitPriceMinor, ...sample } of SAMPLES) {
      await dao.createProduct({ ...sample, unitPrice: priceOf(unitPriceMinor) });
    }
    return true;
  });
}
