import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';

type Mute = WireOutputs<typeof admin>['alerts']['listMutes']['items'][number];

const mute = columnsOf<Mute>();

const kinds: Record<Mute['kind'], string> = {
  sku: 'SKU',
  supplier: 'supplier',
  prefix: 'SKUs that begin with',
};

export const mutesExport = listExport({
  list: 'mutes',
  entry: admin.alerts.listMutes,
  fileName: 'mutes',
  read: (lists, wish) => lists.mutes.list(wish),
  columns: [
    mute.text('kind', 'What', (row) => kinds[row.kind]),
    mute.text('value', 'SKU or supplier', (row) => row.value),
    mute.time('until', 'Until', (row) => row.until),
    mute.count('products', 'Products', (row) => row.reach.products.count),
    mute.flag('areProductsMore', 'More products than that', (row) => row.reach.products.isMore),
    mute.count('alerts', 'Open alerts', (row) => row.reach.alerts),
    mute.text('note', 'Note', (row) => row.note),
    mute.text('createdBy', 'Muted by', (row) => row.createdBy),
    mute.time('createdAt', 'Muted', (row) => row.createdAt),
    mute.text('id', 'Id', (row) => row.id),
  ],
});
