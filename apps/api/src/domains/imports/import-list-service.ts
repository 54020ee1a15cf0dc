import type { Database } from '@dreamteamhub/db';
import {
  ImportDao,
  type ImportLineAction,
  type ImportRow,
  type ImportSort,
  type ImportStatus,
  importList,
} from '@dreamteamhub/db/imports';
import { readPlace } from '../../platform/cursor.ts';
import { type CountedPage, optionalDate, type PageInput, type TimeInput } from '../../platform/list-input.ts';
import type { ColumnMapping } from './column-mapping.ts';
import type { Encoding } from './file-encoding.ts';

/** An import as the API returns it. */
export interface ImportView
  extends Pick<
    ImportRow,
    'id' | 'fileName' | 'status' | 'createdBy' | 'lastError' | 'ignoredColumns' | 'leftOut' | 'applied'
  > {
  format: { id: string; name: string } | null;
  encoding: Encoding | null;
  mapping: ColumnMapping | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  counts: Record<ImportLineAction, number>;
}

export interface AskedImports extends PageInput, TimeInput {
  status?: ImportStatus | undefined;
  sort: ImportSort;
}

export type ListedImports = Omit<CountedPage<ImportView>, 'items'> & { imports: ImportView[] };

/** Returns one page of imports. Throws `bad_request` for a cursor of another order. */
export async function listImports(db: Database, input: AskedImports): Promise<ListedImports> {
  const { status, sort, order, limit, cursor } = input;
  const imports = new ImportDao(db);
  const filter = { status, from: optionalDate(input.from), to: optionalDate(input.to) };
  const after = readPlace(importList, { sort, order, cursor });
  const [page, total] = await Promise.all([
    imports.getImports({ ...filter, sort, order, limit, after }),
    input.withTotal === true ? imports.countImports(filter) : undefined,
  ]);
  return { imports: page.items.map(toImportView), nextCursor: page.nextCursor, total };
}

export function toImportView(row: ImportRow): ImportView {
  const { id, fileName, status, createdBy, lastError, ignoredColumns, leftOut, applied } = row;
  return {
    id,
    fileName,
    status,
    createdBy,
    lastError,
    ignoredColumns,
    leftOut,
    format: row.format,
    encoding: row.encoding as Encoding | null,
    mapping: row.mapping,
    applied,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    counts: {
      create: row.creates,
      update: row.updates,
      unchanged: row.unchanged,
      problem: row.problems,
    },
  };
}
