import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';
import { EVERYWHERE } from './everywhere.ts';

type Outputs = WireOutputs<typeof admin>['payouts'];
const statement = columnsOf<Outputs['listStatements']['items'][number]>();
const line = columnsOf<Outputs['getStatement']['lines'][number] & { currency: string }>();

export const statementsExport = listExport({
  list: 'statements',
  entry: admin.payouts.listStatements,
  fileName: 'statements',
  read: (lists, wish) => lists.statements.list(wish, EVERYWHERE),
  columns: [
    statement.time('startsAt', 'From', (row) => row.startsAt),
    statement.time('endsAt', 'Until', (row) => row.endsAt),
    statement.text('storefront', 'Storefront', (row) => row.storefront),
    statement.text('affiliateHandle', 'Partner', (row) => row.affiliateHandle),
    statement.text('affiliateName', 'Name', (row) => row.affiliateName),
    statement.text('currency', 'Currency', (row) => row.currency),
    statement.amount('opening', 'Opening', (row) => row.opening),
    statement.amount('earned', 'Earned', (row) => row.earned),
    statement.amount('reversed', 'Taken back', (row) => row.reversed),
    statement.amount('adjusted', 'Adjusted', (row) => row.adjusted),
    statement.amount('paid', 'Paid', (row) => row.paid),
    statement.amount('closing', 'Closing', (row) => row.closing),
    statement.amount('pending', 'Pending', (row) => row.pending),
    statement.amount('payable', 'Payable', (row) => row.payable),
    statement.amount('held', 'Held', (row) => row.held),
    statement.amount('inPayout', 'In payout', (row) => row.inPayout),
    statement.text('hash', 'Hash', (row) => row.hash),
    statement.count('affiliateId', 'Partner id', (row) => row.affiliateId),
    statement.count('periodId', 'Period id', (row) => row.periodId),
  ],
});

export const statementLinesExport = listExport({
  list: 'statementLines',
  entry: admin.payouts.getStatement,
  fileName: 'statement',
  read: (lists, wish) => lists.statements.listLines(wish, EVERYWHERE),
  columns: [
    line.time('postedAt', 'Posted', (row) => row.postedAt),
    line.time('eventAt', 'Happened', (row) => row.eventAt),
    line.text('kind', 'Kind', (row) => row.kind),
    line.text('cause', 'Cause', (row) => row.cause),
    line.amount('amount', 'Amount', (row) => row.amount),
    line.amount('balance', 'Owed after it', (row) => row.balance),
    line.text('currency', 'Currency', (row) => row.currency),
    line.text('orderId', 'Order', (row) => row.orderId),
    line.text('reason', 'Reason', (row) => row.reason),
    line.count('conversionId', 'Conversion id', (row) => row.conversionId),
    line.count('transferId', 'Transfer id', (row) => row.transferId),
  ],
});
