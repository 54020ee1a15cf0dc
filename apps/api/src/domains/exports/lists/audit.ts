import { admin, type WireOutputs } from '@dreamteamhub/sdk/contract';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';

const line = columnsOf<WireOutputs<typeof admin>['audit']['listEntries']['items'][number]>();

export const auditLogExport = listExport({
  list: 'auditLog',
  entry: admin.audit.listEntries,
  fileName: 'audit-log',
  read: (lists, wish) => lists.audit.list(wish),
  columns: [
    line.time('at', 'Time', (row) => row.at),
    line.text('actorKind', 'Who, kind', (row) => row.actorKind),
    line.text('actor', 'Who', (row) => row.actorName ?? row.actorId),
    line.text('action', 'Action', (row) => row.action),
    line.text('subjectKind', 'Subject, kind', (row) => row.subjectKind),
    line.text('subjectId', 'Subject', (row) => row.subjectId),
    line.text('subjectName', 'Subject name', (row) => row.subjectName),
    line.json('before', 'Before', (row) => row.before),
    line.json('after', 'After', (row) => row.after),
    line.text('network', 'Network', (row) => row.network),
    line.text('requestId', 'Request', (row) => row.requestId),
    line.count('id', 'Id', (row) => row.id),
  ],
});
