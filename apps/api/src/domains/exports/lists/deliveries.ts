import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';

type Delivery = WireOutputs<typeof admin>['deliveries']['listDeliveries']['items'][number];

const delivery = columnsOf<Delivery>();

/** As people know them. */
const channels: Record<Delivery['channel'], string> = {
  webhook: 'Slack',
  email: 'Email',
  events: 'Your server',
};
const statuses: Record<Delivery['status'], string> = {
  pending: 'on the way',
  delivered: 'sent',
  dead: 'given up',
};

export const deliveriesExport = listExport({
  list: 'deliveries',
  entry: admin.alerts.listDeliveries,
  fileName: 'deliveries',
  read: (lists, wish) => lists.deliveries.list(wish),
  columns: [
    delivery.time('createdAt', 'Created', (row) => row.createdAt),
    delivery.text('channel', 'Channel', (row) => channels[row.channel]),
    delivery.text('kind', 'Kind', (row) => row.kind),
    delivery.count('itemCount', 'Products', (row) => row.itemCount),
    delivery.texts('skus', 'Most urgent', (row) => row.skus),
    delivery.text('message', 'Message', (row) => row.message),
    delivery.text('status', 'State', (row) => statuses[row.status]),
    delivery.count('attempts', 'Attempts', (row) => row.attempts),
    delivery.time('nextAttemptAt', 'Next attempt', (row) => row.nextAttemptAt),
    delivery.time('deliveredAt', 'Sent', (row) => row.deliveredAt),
    delivery.text('lastError', 'Last error', (row) => row.lastError),
    delivery.text('alertId', 'Message id', (row) => row.alertId),
    delivery.text('id', 'Id', (row) => row.id),
  ],
});
