import { and, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
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
import type { DeliveryRow } from './delivery-dao.ts';
import { deliveries } from './tables.ts';

/** When they were raised. */
export type DeliverySort = 'raised';

export interface DeliveryFilter {
  status?: DeliveryRow['status'] | undefined;
  channel?: string | undefined;
  /** Raised then or later. */
  from?: Date | undefined;
  /** Raised before then. */
  to?: Date | undefined;
}

export interface DeliveryListRequest extends DeliveryFilter, SortRequest<DeliverySort> {
  limit: number;
  /** A place in the same order. */
  after?: ListPlace | undefined;
}

export const deliveryList: SortedList<DeliverySort> = {
  sorts: {
    raised: [
      { by: sql`${deliveries.createdAt}`, type: 'instant' },
      { by: sql`${deliveries.id}`, type: 'uuid' },
    ],
  },
  plain: { sort: 'raised', order: 'desc', ...uuidTimeCursor },
};

export async function listDeliveries(db: Executor, request: DeliveryListRequest): Promise<Page<DeliveryRow>> {
  const { sort, order, limit, after } = request;
  const keys = deliveryList.sorts[sort];
  const rows = await db
    .select({ delivery: deliveries, place: placeOf(keys) })
    .from(deliveries)
    .where(and(matches(request), isAfter(keys, order, after)))
    .orderBy(...sortedBy(keys, order))
    .limit(limit + 1);
  const page = toSortedPage(rows, limit, { list: deliveryList, sort, order });
  return { items: page.items.map(({ delivery }) => delivery), nextCursor: page.nextCursor };
}

/** The number of deliveries that match, at most 10,000. */
export function countDeliveries(db: Executor, filter: DeliveryFilter): Promise<Total> {
  return countRows(db, sql`FROM ${deliveries} WHERE ${matches(filter) ?? sql`true`}`);
}

function matches({ status, channel, from, to }: DeliveryFilter): SQL | undefined {
  return and(
    status === undefined ? undefined : eq(deliveries.status, status),
    channel === undefined ? undefined : eq(deliveries.channel, channel),
    from === undefined ? undefined : gte(deliveries.createdAt, from),
    to === undefined ? undefined : lt(deliveries.createdAt, to),
  );
}
