import { type SQL, sql } from 'drizzle-orm';
import type { Page } from '../core/keyset.ts';
import {
  isAfter,
  type ListPlace,
  placeOf,
  type SortedList,
  type SortRequest,
  sortedBy,
  toSortedPage,
  uuidTimeCursor,
} from '../core/sorted-list.ts';
import { countRows, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { authUsers } from '../people/tables.ts';
import { bulkChangeLines, bulkChanges } from './tables.ts';

export interface BulkListFilter {
  kind?: (typeof bulkChanges.$inferSelect)['kind'] | undefined;
}

export interface BulkListRequest extends BulkListFilter, SortRequest<'createdAt'> {
  limit: number;
  /** A place in the same order. */
  after?: ListPlace | undefined;
}

/** A change that was made, with how many of its rows became what. */
export type ListedBulkChange = typeof bulkChanges.$inferSelect & {
  applied: number;
  undone: number;
  open: number;
  /** Who made it; null: somebody who has left. */
  by: string | null;
};

/** People make few changes of many rows, and they are kept for 30 days. */
export const bulkList: SortedList<'createdAt'> = {
  sorts: {
    createdAt: [
      { by: sql`${bulkChanges.createdAt}`, type: 'instant' },
      { by: sql`${bulkChanges.id}`, type: 'uuid' },
    ],
  },
  plain: { sort: 'createdAt', order: 'desc', ...uuidTimeCursor },
};

const linesOf = (outcome: SQL) => sql<number>`(
  SELECT count(*)::integer FROM ${bulkChangeLines}
  WHERE ${bulkChangeLines.changeId} = ${bulkChanges.id} AND ${bulkChangeLines.outcome} ${outcome})`;

/** Returns one page of changes that were made; what is only prepared is none. */
export async function listBulkChanges(
  db: Executor,
  request: BulkListRequest,
): Promise<Page<ListedBulkChange>> {
  const { sort, order, limit, after } = request;
  const keys = bulkList.sorts[sort];
  const rows = await db
    .select({
      change: bulkChanges,
      applied: linesOf(sql`= 'applied'`),
      undone: linesOf(sql`= 'undone'`),
      open: linesOf(sql`IS NULL`),
      by: sql<
        string | null
      >`(SELECT ${authUsers.name} FROM ${authUsers} WHERE ${authUsers.id} = ${bulkChanges.createdBy})`,
      place: placeOf(keys),
    })
    .from(bulkChanges)
    .where(sql`${matches(request)} AND ${isAfter(keys, order, after) ?? sql`true`}`)
    .orderBy(...sortedBy(keys, order))
    .limit(limit + 1);
  const page = toSortedPage(rows, limit, { list: bulkList, sort, order });
  return {
    items: page.items.map(({ change, ...counts }) => ({ ...change, ...counts })),
    nextCursor: page.nextCursor,
  };
}

/** The number of changes that were made, at most 10,000. */
export function countBulkChanges(db: Executor, filter: BulkListFilter): Promise<Total> {
  return countRows(db, sql`FROM ${bulkChanges} WHERE ${matches(filter)}`);
}

const matches = ({ kind }: BulkListFilter): SQL =>
  sql`${bulkChanges.state} <> 'ready' AND ${kind === undefined ? sql`true` : sql`${bulkChanges.kind} = ${kind}`}`;
