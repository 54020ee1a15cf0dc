import { and, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import type { Page } from '../core/keyset.ts';
import {
  isAfter,
  type ListPlace,
  placeOf,
  type SortedList,
  type SortKey,
  type SortRequest,
  sortedBy,
  toSortedPage,
  uuidTimeCursor,
} from '../core/sorted-list.ts';
import { countRows, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { productImports } from './tables.ts';

export type ImportSort = 'checked' | 'fileName' | 'problems' | 'applied';

export interface ImportFilter {
  status?: (typeof productImports.$inferSelect)['status'] | undefined;
  /** Checked then or later. */
  from?: Date | undefined;
  /** Checked before then. */
  to?: Date | undefined;
}

export interface ImportListRequest extends ImportFilter, SortRequest<ImportSort> {
  limit: number;
  /** A place in the same order. */
  after?: ListPlace | undefined;
}

const id: SortKey = { by: sql`${productImports.id}`, type: 'uuid' };

/** Files are checked by people, so there are few: these sorts need no index. */
export const importList: SortedList<ImportSort> = {
  sorts: {
    checked: [{ by: sql`${productImports.createdAt}`, type: 'instant' }, id],
    fileName: [{ by: sql`${productImports.fileName} COLLATE "C"`, type: 'text' }, id],
    problems: [{ by: sql`${productImports.problems}`, type: 'bigint' }, id],
    applied: [{ by: sql`${productImports.applied}`, type: 'bigint' }, id],
  },
  plain: { sort: 'checked', order: 'desc', ...uuidTimeCursor },
};

export async function listImports(
  db: Executor,
  request: ImportListRequest,
): Promise<Page<typeof productImports.$inferSelect>> {
  const { sort, order, limit, after } = request;
  const keys = importList.sorts[sort];
  const rows = await db
    .select({ file: productImports, place: placeOf(keys) })
    .from(productImports)
    .where(and(matches(request), isAfter(keys, order, after)))
    .orderBy(...sortedBy(keys, order))
    .limit(limit + 1);
  const page = toSortedPage(rows, limit, { list: importList, sort, order });
  return { items: page.items.map(({ file }) => file), nextCursor: page.nextCursor };
}

/** The number of imports that match, at most 10,000. */
export function countImports(db: Executor, filter: ImportFilter): Promise<Total> {
  return countRows(db, sql`FROM ${productImports} WHERE ${matches(filter) ?? sql`true`}`);
}

function matches({ status, from, to }: ImportFilter): SQL | undefined {
  return and(
    status === undefined ? undefined : eq(productImports.status, status),
    from === undefined ? undefined : gte(productImports.createdAt, from),
    to === undefined ? undefined : lt(productImports.createdAt, to),
  );
}
