import { admin } from '@dreamteamhub/sdk/contract';
import type { ImportView } from '../../imports/import-list-service.ts';
import { columnsOf } from '../columns.ts';
import { listExport } from '../list-export.ts';

const file = columnsOf<ImportView>();

export const importsExport = listExport({
  list: 'imports',
  entry: admin.imports.listImports,
  fileName: 'imports',
  read: async (lists, wish) => {
    const { imports: items, ...page } = await lists.imports(wish);
    return { ...page, items };
  },
  columns: [
    file.text('fileName', 'File', (row) => row.fileName),
    file.text('createdBy', 'Checked by', (row) => row.createdBy),
    file.text('status', 'State', (row) => row.status),
    file.count('create', 'New', (row) => row.counts.create),
    file.count('update', 'Changed', (row) => row.counts.update),
    file.count('unchanged', 'Unchanged', (row) => row.counts.unchanged),
    file.count('problem', 'Problems', (row) => row.counts.problem),
    file.count('applied', 'Applied', (row) => row.applied),
    file.text('format', 'Format', (row) => row.format?.name),
    file.text('encoding', 'Encoding', (row) => row.encoding),
    file.texts('ignoredColumns', 'Columns left out', (row) => row.ignoredColumns),
    file.time('createdAt', 'Checked', (row) => row.createdAt),
    file.time('startedAt', 'Started', (row) => row.startedAt),
    file.time('finishedAt', 'Finished', (row) => row.finishedAt),
    file.text('lastError', 'Why it failed', (row) => row.lastError),
    file.text('id', 'Id', (row) => row.id),
  ],
});
