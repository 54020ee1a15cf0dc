import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';
import { EVERYWHERE } from './everywhere.ts';

const item = columnsOf<WireOutputs<typeof admin>['payouts']['listItems']['items'][number]>();

export const payoutItemsExport = listExport({
  list: 'payoutItems',
  entry: admin.payouts.listItems,
  fileName: 'payouts',
  read: (lists, wish) => lists.payouts.listItems(wish, EVERYWHERE),
  columns: [
    item.text('reference', 'Reference', (row) => row.reference),
    item.text('affiliateHandle', 'Partner', (row) => row.affiliateHandle),
    item.text('affiliateName', 'Partner name', (row) => row.affiliateName),
    item.amount('amount', 'Amount', (row) => row.amount),
    item.text('currency', 'Currency', (row) => row.currency),
    item.text('state', 'State', (row) => row.state),
    item.text('rail', 'Paid by', (row) => row.rail),
    item.text('payee', 'To', (row) => row.payee),
    item.time('createdAt', 'Drafted', (row) => row.createdAt),
    item.time('settledAt', 'Settled', (row) => row.settledAt),
    item.text('reason', 'Reason', (row) => row.reason),
    item.text('providerStatus', 'Provider status', (row) => row.providerStatus),
    item.count('batchId', 'Batch id', (row) => row.batchId),
    item.count('conversionId', 'Conversion id', (row) => row.conversionId),
    item.count('requestId', 'Request id', (row) => row.requestId),
    item.count('affiliateId', 'Partner id', (row) => row.affiliateId),
    item.count('id', 'Id', (row) => row.id),
  ],
});
