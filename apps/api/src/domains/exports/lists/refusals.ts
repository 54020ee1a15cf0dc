import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';
import { EVERYWHERE } from './everywhere.ts';

const event = columnsOf<WireOutputs<typeof admin>['refusals']['listRefusedEvents']['items'][number]>();

export const refusedEventsExport = listExport({
  list: 'refusedEvents',
  entry: admin.refusals.listRefusedEvents,
  fileName: 'refused-events',
  read: (lists, wish) => lists.refusedEvents.list(wish, EVERYWHERE),
  columns: [
    event.time('at', 'Time', (row) => row.at),
    event.text('kind', 'Kind', (row) => row.kind),
    event.flag('isStored', 'Stored', (row) => row.isStored),
    event.text('reason', 'Reason', (row) => row.reason),
    event.text('message', 'Message', (row) => row.message),
    event.count('storefrontId', 'Storefront id', (row) => row.storefrontId),
    event.text('origin', 'Origin', (row) => row.origin),
    event.json('body', 'What was sent', (row) => row.body),
    event.count('id', 'Id', (row) => row.id),
  ],
});
