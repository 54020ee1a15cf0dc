import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';
import { EVERYWHERE } from './everywhere.ts';

const event = columnsOf<WireOutputs<typeof admin>['inspector']['listEvents']['items'][number]>();

export const inspectedEventsExport = listExport({
  list: 'inspectedEvents',
  entry: admin.inspector.listEvents,
  fileName: 'events',
  read: (lists, wish) => lists.inspector.list(wish, EVERYWHERE),
  columns: [
    event.time('at', 'Time', (row) => row.at),
    event.text('kind', 'Event', (row) => row.kind),
    event.text('subject', 'Of', (row) => row.subject),
    event.text('mode', 'Mode', (row) => row.mode),
    event.text('outcome', 'Outcome', (row) => row.outcome),
    event.text('reason', 'Reason', (row) => row.reason),
    event.text('explanation', 'Why', (row) => row.explanation),
    event.text('advice', 'What to do', (row) => row.advice),
    event.text('storefront', 'Storefront', (row) => row.storefront),
    event.text('affiliateName', 'Partner', (row) => row.affiliate?.name),
    event.text('affiliateHandle', 'Handle', (row) => row.affiliate?.handle),
    event.text('door', 'Source', (row) => row.door),
    event.text('key', 'Key', (row) => row.key?.name),
    event.text('keyHint', 'Key, hint', (row) => row.key?.hint),
    event.text('origin', 'Origin', (row) => row.origin),
    event.json('body', 'What was sent', (row) => row.body),
    event.json('result', 'What became of it', (row) => row.result),
    event.text('id', 'Id', (row) => row.id),
  ],
});
