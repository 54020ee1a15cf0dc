import type { Database } from './database.ts';
import { InventoryDao } from './inventory/inventory-dao.ts';

/** Five products to start with; two of them are low, so that the first scan finds something. */
const SAMPLES = [
  {
    sku: 'WIDGET-001',
    name: 'Standard Widget',
    stock: 150,
    threshold: 25,
    unitPrice: '19.99',
    supplier: 'WidgetCo Inc',
  },
  {
    sku: 'WIDGET-PRO-001',
    name: 'Widget Pro 2025',
    stock: 18,
    threshold: 20,
    unitPrice: '49.99',
    supplier: 'WidgetCo Inc',
  },
  {
    sku: 'GADGET-001',
    name: 'Pocket Gadget',
    stock: 75,
    threshold: 15,
    unitPrice: '34.50',
    supplier: 'Gadget Works',
  },
  {
    sku: 'CABLE-USBC-2M',
    name: 'USB-C Cable, 2 m',
    stock: 8,
    threshold: 40,
    unitPrice: '9.90',
    supplier: 'Cable & Co',
  },
  {
    sku: 'STAND-ALU-001',
    name: 'Aluminium Stand',
    stock: 42,
    threshold: 10,
    unitPrice: '59.00',
    supplier: 'Metalform',
  },
] as const;

/** Adds the sample products to a database that has no product. Returns whether it did. */
export async function seedSamples(db: Database): Promise<boolean> {
  return db.transaction(async (tx) => {
    const dao = new InventoryDao(tx);
    const present = await dao.getProducts({ limit: 1, includeArchived: true });
    if (present.items.length > 0) return false;
    for (const sample of SAMPLES) await dao.createProduct(sample);
    return true;
  });
}
