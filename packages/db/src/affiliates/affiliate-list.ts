import { and, eq, getTableColumns, ilike, or, type SQL, sql } from 'drizzle-orm';
import { containsPattern, type Page } from '../core/keyset.ts';
import { hasWords } from '../core/matching.ts';
import {
  idCursor,
  isAfter,
  type ListPlace,
  placeOf,
  type SortedList,
  type SortKey,
  type SortRequest,
  sortedBy,
  toSortedPage,
} from '../core/sorted-list.ts';
import { countRows, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { storefronts } from '../storefronts/tables.ts';
import { affiliates } from './tables.ts';

export type AffiliateRow = typeof affiliates.$inferSelect;
export type AffiliateStatus = AffiliateRow['status'];

export type AffiliateSort =
  | 'createdAt'
  | 'name'
  | 'handle'
  | 'status'
  | 'commissionBps'
  | 'clicks30d'
  | 'conversions30d'
  | 'revenue30d'
  | 'verifiedRevenue30d'
  | 'verifiedConversions30d';

export interface AffiliateFilter {
  /** Unset: all but archived ones. */
  status?: AffiliateStatus | undefined;
  /** Part of a handle or a name. */
  search?: string | undefined;
  /** Beginnings of words of the name and the handle: of each word that is given. */
  match?: string | undefined;
  /** Null or unset: all storefronts. */
  storefrontId?: number | null | undefined;
  /** Counts all that match, and not only 10,000. */
  isWhole?: boolean | undefined;
}

export interface AffiliateListRequest extends AffiliateFilter, Partial<SortRequest<AffiliateSort>> {
  limit: number;
  /** A place in the same order. */
  after?: ListPlace | undefined;
}

const id: SortKey = { by: sql`${affiliates.id}`, type: 'bigint' };
/** Amounts of different currencies cannot be compared: each currency by itself, one after the other. */
const currency: SortKey = { by: sql`${storefronts.currency}`, type: 'text', isGroup: true };
const status = sql`array_position(ARRAY['active', 'paused', 'archived'], ${affiliates.status}::text)`;

export const affiliateList: SortedList<AffiliateSort> = {
  sorts: {
    // Ids are given in this order.
    createdAt: [id],
    name: [{ by: sql`hub_search_text(${affiliates.name}) COLLATE "C"`, type: 'text' }, id],
    handle: [{ by: sql`${affiliates.handle} COLLATE "C"`, type: 'text' }, id],
    status: [{ by: status, type: 'bigint' }, id],
    commissionBps: [{ by: sql`${affiliates.commissionBps}`, type: 'bigint', isNullable: true }, id],
    clicks30d: [{ by: sql`${affiliates.clicks30d}`, type: 'bigint' }, id],
    conversions30d: [{ by: sql`${affiliates.conversions30d}`, type: 'bigint' }, id],
    verifiedConversions30d: [{ by: sql`${affiliates.verifiedConversions30d}`, type: 'bigint' }, id],
    revenue30d: [currency, { by: sql`${affiliates.revenue30d}`, type: 'numeric' }, id],
    verifiedRevenue30d: [currency, { by: sql`${affiliates.verifiedRevenue30d}`, type: 'numeric' }, id],
  },
  plain: { sort: 'createdAt', order: 'asc', ...idCursor },
};

/** One page of affiliates; oldest first by default. */
export async function listAffiliates(
  db: Executor,
  request: AffiliateListRequest,
): Promise<Page<AffiliateRow>> {
  const { sort = 'createdAt', order = 'asc', limit, after } = request;
  const keys = affiliateList.sorts[sort];
  const rows = await db
    .select({ ...getTableColumns(affiliates), place: placeOf(keys) })
    .from(affiliates)
    .innerJoin(storefronts, eq(storefronts.id, affiliates.storefrontId))
    .where(and(affiliateMatches(request), isAfter(keys, order, after)))
    .orderBy(...sortedBy(keys, order))
    .limit(limit + 1);
  return toSortedPage(rows, limit, { list: affiliateList, sort, order });
}

/** The number of affiliates that match, at most 10,000 unless `isWhole`. */
export function countAffiliates(db: Executor, filter: AffiliateFilter): Promise<Total> {
  return countRows(db, sql`FROM ${affiliates} WHERE ${affiliateMatches(filter)}`, filter);
}

/** The condition for the affiliates that a filter is about. */
export function affiliateMatches({ status, search, match, storefrontId }: AffiliateFilter): SQL | undefined {
  const pattern = search === undefined ? undefined : containsPattern(search);
  return and(
    status === undefined ? sql`${affiliates.status} <> 'archived'` : eq(affiliates.status, status),
    storefrontId == null ? undefined : eq(affiliates.storefrontId, storefrontId),
    pattern === undefined
      ? undefined
      : or(ilike(affiliates.handle, pattern), ilike(affiliates.name, pattern)),
    match === undefined ? undefined : hasWords(affiliateNames, match),
  );
}

/** What the index of words has. */
export const affiliateNames = sql`${affiliates.name} || ' ' || ${affiliates.handle}`;
