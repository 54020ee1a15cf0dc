import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';

type Outputs = WireOutputs<typeof admin>['inventory'];

const product = columnsOf<Outputs['listProducts']['items'][number] & { currency: string }>();
const movement = columnsOf<Outputs['listEvents']['items'][number]>();

/** Its titles are those that imports know, so that a file can be edited and imported again. */
export const productsExport = listExport({
  list: 'products',
  entry: admin.inventory.listProducts,
  fileName: 'products',
  read: async (lists, wish) => {
    const page = await lists.inventory.list(wish);
    const { currency } = lists;
    return { ...page, items: page.items.map((row) => ({ ...row, currency })) };
  },
  columns: [
    product.text('sku', 'SKU', (row) => row.sku),
    product.text('name', 'Name', (row) => row.name),
    product.count('stock', 'Stock', (row) => row.stock),
    product.count('threshold', 'Threshold', (row) => row.threshold),
    product.text('supplier', 'Supplier', (row) => row.supplier),
    product.amount('unitPrice', 'Unit price', (row) => row.unitPrice),
    product.text('currency', 'Currency', (row) => (row.unitPrice === null ? null : row.currency)),
    product.flag('isLowStock', 'Low', (row) => row.isLowStock),
    product.flag('allowBackorder', 'Backorders', (row) => row.allowBackorder),
    product.flag('isArchived', 'Archived', (row) => row.isArchived),
    product.time('lastRestocked', 'Last restocked', (row) => row.lastRestocked),
    product.count('id', 'Id', (row) => row.id),
  ],
});

export const stockMovementsExport = listExport({
  list: 'stockMovements',
  entry: admin.inventory.listEvents,
  fileName: 'stock-movements',
  read: (lists, wish) => lists.inventory.listEvents(wish),
  columns: [
    movement.time('timestamp', 'Time', (row) => row.timestamp),
    movement.text('sku', 'SKU', (row) => row.sku),
    movement.text('eventType', 'What', (row) => row.eventType),
    movement.count('quantityDelta', 'Change', (row) => row.quantityDelta),
    movement.count('oldStock', 'Stock before', (row) => row.oldStock),
    movement.count('newStock', 'Stock after', (row) => row.newStock),
    movement.json('metadata', 'Details', (row) => row.metadata),
    movement.count('id', 'Id', (row) => row.id),
  ],
});
