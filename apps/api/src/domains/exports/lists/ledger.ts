import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';
import { EVERYWHERE } from './everywhere.ts';

const transfer = columnsOf<WireOutputs<typeof admin>['ledger']['listTransfers']['items'][number]>();

export const transfersExport = listExport({
  list: 'transfers',
  entry: admin.ledger.listTransfers,
  fileName: 'transfers',
  read: (lists, wish) => lists.transfers.list(wish, EVERYWHERE),
  columns: [
    transfer.time('postedAt', 'Posted', (row) => row.postedAt),
    transfer.time('eventAt', 'Happened', (row) => row.eventAt),
    transfer.text('cause', 'Cause', (row) => row.cause),
    transfer.text('debit', 'Debit', (row) => row.debit),
    transfer.text('credit', 'Credit', (row) => row.credit),
    transfer.amount('amount', 'Amount', (row) => row.amount),
    transfer.text('currency', 'Currency', (row) => row.currency),
    transfer.amount('balance', 'Owed after it', (row) => row.balance),
    transfer.text('storefront', 'Storefront', (row) => row.storefront),
    transfer.text('affiliateHandle', 'Partner', (row) => row.affiliateHandle),
    transfer.text('orderId', 'Order', (row) => row.orderId),
    transfer.count('position', 'Line', (row) => row.position),
    transfer.text('reason', 'Reason', (row) => row.reason),
    transfer.text('actor', 'By', (row) => (row.actor === null ? null : describeActor(row.actor))),
    transfer.count('conversionId', 'Conversion id', (row) => row.conversionId),
    transfer.text('causeId', 'Cause id', (row) => row.causeId),
    transfer.count('affiliateId', 'Partner id', (row) => row.affiliateId),
    transfer.count('id', 'Id', (row) => row.id),
  ],
});

/** Names who caused a transfer as the page does: of people and keys that the hub has, the list has the names already. */
function describeActor(actor: string): string {
  if (actor === 'command_line') return 'Command line';
  if (actor === 'anyone') return 'Not signed in';
  if (actor.startsWith('person:')) return 'Somebody who was erased';
  return actor.startsWith('key:') ? 'A key' : actor;
}
