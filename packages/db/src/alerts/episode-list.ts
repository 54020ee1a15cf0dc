import { and, eq, gte, lt, ne, type SQL, sql } from 'drizzle-orm';
import type { Page } from '../core/keyset.ts';
import { begins } from '../core/matching.ts';
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
import { inventoryProducts } from '../inventory/tables.ts';
import { alertEpisodes } from './tables.ts';

export type EpisodeStatus = typeof alertEpisodes.$inferSelect.status;

/** `urgency`: what is out of stock, then what has least of its threshold left, then what is open longest. */
export type EpisodeSort = 'openedAt' | 'urgency' | 'sku' | 'status';

/** Of the product now. `recovering`: at its threshold or above, and not yet far enough to end the shortage. */
export type EpisodeSeverity = 'outOfStock' | 'low' | 'recovering';

export interface EpisodeFilter {
  /** `active`: all that are not resolved. */
  status: EpisodeStatus | 'active';
  /** Exactly the product that this means. */
  sku?: string | undefined;
  /** The beginning of a SKU. */
  match?: string | undefined;
  severity?: EpisodeSeverity | undefined;
  /** Opened then or later. */
  openedFrom?: Date | undefined;
  /** Opened before then. */
  openedTo?: Date | undefined;
  /** Counts all that match, and not only 10,000. */
  isWhole?: boolean | undefined;
}

export interface EpisodeListRequest extends EpisodeFilter, SortRequest<EpisodeSort> {
  limit: number;
  /** A place in the same order. */
  after?: ListPlace | undefined;
}

const id: SortKey = { by: sql`${alertEpisodes.id}`, type: 'uuid' };
const openedAt: SortKey = { by: sql`${alertEpisodes.openedAt}`, type: 'instant' };
const { stock, threshold } = inventoryProducts;

export const episodeList: SortedList<EpisodeSort> = {
  sorts: {
    openedAt: [openedAt, id],
    urgency: [
      { by: sql`(${stock} > 0)::integer`, type: 'bigint' },
      { by: sql`(${stock}::numeric / greatest(${threshold}, 1))`, type: 'numeric' },
      openedAt,
      id,
    ],
    sku: [{ by: sql`${inventoryProducts.sku} COLLATE "C"`, type: 'text' }, id],
    status: [
      {
        by: sql`array_position(ARRAY['open', 'acknowledged', 'snoozed', 'resolved'], ${alertEpisodes.status}::text)`,
        type: 'bigint',
      },
      id,
    ],
  },
  plain: { sort: 'openedAt', order: 'desc', ...uuidTimeCursor },
};

/** One page of episodes, as ids. */
export async function listEpisodeIds(
  db: Executor,
  request: EpisodeListRequest,
): Promise<Page<{ id: string }>> {
  const { sort, order, limit, after } = request;
  const keys = episodeList.sorts[sort];
  const query = db
    .select({ id: alertEpisodes.id, place: placeOf(keys) })
    .from(alertEpisodes)
    .$dynamic();
  if (sort === 'urgency' || sort === 'sku' || needsProduct(request)) {
    query.innerJoinLateral(itsProduct, sql`true`);
  }
  const rows = await query
    .where(and(matches(request), isAfter(keys, order, after)))
    .orderBy(...sortedBy(keys, order))
    .limit(limit + 1);
  return toSortedPage(rows, limit, { list: episodeList, sort, order });
}

/** The number of episodes that match, at most 10,000 unless `isWhole`. */
export function countEpisodes(db: Executor, filter: EpisodeFilter): Promise<Total> {
  return countRows(db, sql`${fromEpisodes(filter)} WHERE ${matches(filter)}`, filter);
}

/** What to read episodes from, with the product where the filter asks for one. */
export function fromEpisodes(filter: Omit<EpisodeFilter, 'status'>): SQL {
  const product = needsProduct(filter) ? sql`CROSS JOIN LATERAL ${itsProduct}` : sql``;
  return sql`FROM ${alertEpisodes} ${product}`;
}

export const isItsProduct = eq(inventoryProducts.id, alertEpisodes.productId);

/** OFFSET keeps the planner from reading all products: there are few episodes among very many. */
const itsProduct = sql`(SELECT * FROM inventory_products WHERE ${isItsProduct} OFFSET 0) AS inventory_products`;

function needsProduct({ sku, match, severity }: Omit<EpisodeFilter, 'status'>): boolean {
  return sku !== undefined || match !== undefined || severity !== undefined;
}

function matches({ status, ...filter }: EpisodeFilter): SQL | undefined {
  return and(
    status === 'active' ? ne(alertEpisodes.status, 'resolved') : eq(alertEpisodes.status, status),
    isAmong(filter),
  );
}

/** The condition of a filter but for the state. */
export function isAmong({
  sku,
  match,
  severity,
  openedFrom,
  openedTo,
}: Omit<EpisodeFilter, 'status'>): SQL | undefined {
  return and(
    sku === undefined ? undefined : eq(inventoryProducts.sku, sql`(SELECT hub_known_sku(${sku}::text))`),
    match === undefined ? undefined : begins(inventoryProducts.sku, match),
    severity === undefined ? undefined : severities[severity],
    openedFrom === undefined ? undefined : gte(alertEpisodes.openedAt, openedFrom),
    openedTo === undefined ? undefined : lt(alertEpisodes.openedAt, openedTo),
  );
}

const severities: Record<EpisodeSeverity, SQL> = {
  outOfStock: sql`${stock} <= 0`,
  low: sql`(${stock} > 0 AND ${stock} < ${threshold})`,
  recovering: sql`(${stock} > 0 AND ${stock} >= ${threshold})`,
};
