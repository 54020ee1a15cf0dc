import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';

const alert = columnsOf<WireOutputs<typeof admin>['alerts']['listEpisodes']['items'][number]>();

export const alertsExport = listExport({
  list: 'alerts',
  entry: admin.alerts.listEpisodes,
  fileName: 'alerts',
  read: (lists, wish) => lists.episodes.list(wish),
  columns: [
    alert.text('sku', 'SKU', (row) => row.sku),
    alert.text('name', 'Name', (row) => row.name),
    alert.text('supplier', 'Supplier', (row) => row.supplier),
    alert.count('stock', 'Stock now', (row) => row.stock),
    alert.count('threshold', 'Threshold now', (row) => row.threshold),
    alert.count('recoversAt', 'Recovers at', (row) => row.recoversAt),
    alert.text('status', 'Status', (row) => row.status),
    alert.time('openedAt', 'Opened', (row) => row.openedAt),
    alert.count('announcedStock', 'Lowest announced', (row) => row.announcedStock),
    alert.time('announcedAt', 'Announced', (row) => row.announcedAt),
    alert.time('acknowledgedAt', 'Acknowledged', (row) => row.acknowledgedAt),
    alert.text('acknowledgedBy', 'Acknowledged by', (row) => row.acknowledgedBy),
    alert.time('snoozedUntil', 'Snoozed until', (row) => row.snoozedUntil),
    alert.text('snoozedBy', 'Snoozed by', (row) => row.snoozedBy),
    alert.time('resolvedAt', 'Resolved', (row) => row.resolvedAt),
    alert.text('id', 'Id', (row) => row.id),
  ],
});
