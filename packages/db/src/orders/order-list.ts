import { and, eq, exists, gte, inArray, lt, notExists, type SQL, sql } from 'drizzle-orm';
import type { Page } from '../core/keyset.ts';
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
import { affAttributions, orders } from './tables.ts';

/** `reported`: the order in which they were stored. `status`: of the conversion that credits it. */
export type OrderSort = 'reported' | 'orderedAt' | 'orderId' | 'revenue' | 'status';

export interface OrderFilter {
  /** The beginning of an order's id, in canonical form. */
  search?: string | undefined;
  /** An order's id, in canonical form. */
  orderKey?: string | undefined;
  /** Null: of all storefronts. */
  storefrontId: number | null;
  affiliateId?: number | undefined;
  isAttributed?: boolean | undefined;
  /** Of the conversion that credits it. */
  status?: 'pending' | 'approved' | 'paid' | 'void' | undefined;
  /** Whether its conversion is neither void nor reversed as a whole, as figures over time count them. */
  isCounted?: boolean | undefined;
  /** Ordered then or later. */
  orderedFrom?: Date | undefined;
  /** Ordered before then. */
  orderedTo?: Date | undefined;
  /** Counts all that match, and not only 10,000. */
  isWhole?: boolean | undefined;
}

export interface OrderListRequest extends OrderFilter, SortRequest<OrderSort> {
  limit: number;
  /** A place in the same order. */
  after?: ListPlace | undefined;
}

const id: SortKey = { by: sql`${orders.id}`, type: 'bigint' };
/** Amounts of different currencies cannot be compared: each currency by itself, one after the other. */
const currency: SortKey = { by: sql`${orders.currency}`, type: 'text', isGroup: true };
const creditStatus = sql`array_position(ARRAY['pending', 'approved', 'paid', 'void'], ${affAttributions.status}::text)`;

export const orderList: SortedList<OrderSort> = {
  sorts: {
    reported: [id],
    orderedAt: [{ by: sql`${orders.orderedAt}`, type: 'instant' }, id],
    orderId: [{ by: sql`${orders.orderId} COLLATE "C"`, type: 'text' }, id],
    revenue: [currency, { by: sql`${orders.revenue}`, type: 'numeric' }, id],
    // Null: nobody is credited.
    status: [{ by: creditStatus, type: 'bigint', isNullable: true }, id],
  },
  plain: { sort: 'reported', order: 'desc', ...idCursor },
};

/** One page of orders, as ids: what people see of them takes joins that would be made for every order. */
export async function listOrderIds(db: Executor, request: OrderListRequest): Promise<Page<{ id: number }>> {
  const { sort, order, limit, after } = request;
  const keys = orderList.sorts[sort];
  const query = db
    .select({ id: orders.id, place: placeOf(keys) })
    .from(orders)
    .$dynamic();
  if (sort === 'status') query.leftJoin(affAttributions, isOfOrder);
  const rows = await query
    .where(and(matches(db, request), isAfter(keys, order, after)))
    .orderBy(...sortedBy(keys, order))
    .limit(limit + 1);
  return toSortedPage(rows, limit, { list: orderList, sort, order });
}

/** The number of orders that match, at most 10,000 unless `isWhole`. */
export function countOrders(db: Executor, filter: OrderFilter): Promise<Total> {
  return countRows(db, sql`FROM ${orders} WHERE ${matches(db, filter) ?? sql`true`}`, filter);
}

function matches(db: Executor, filter: OrderFilter): SQL | undefined {
  const { search, orderKey, storefrontId, affiliateId, isAttributed, isCounted, status } = filter;
  const { orderedFrom, orderedTo } = filter;
  const isCredited = [isAttributed || undefined, affiliateId, isCounted, status].some(
    (condition) => condition !== undefined,
  );
  const credits = db
    .select({ id: affAttributions.id })
    .from(affAttributions)
    .where(
      and(
        isOfOrder,
        affiliateId === undefined ? undefined : eq(affAttributions.affiliateId, affiliateId),
        status === undefined ? undefined : eq(affAttributions.status, status),
        isCounted === undefined ? undefined : sql`${counts} = ${isCounted}`,
      ),
    );
  return and(
    storefrontId === null ? undefined : eq(orders.storefrontId, storefrontId),
    search === undefined ? undefined : isNamed(sql`^@ ${search}::text`),
    orderKey === undefined ? undefined : isNamed(sql`= ${orderKey}`),
    orderedFrom === undefined ? undefined : gte(orders.orderedAt, orderedFrom),
    orderedTo === undefined ? undefined : lt(orders.orderedAt, orderedTo),
    isCredited ? exists(credits) : undefined,
    isAttributed === false ? notExists(credits) : undefined,
  );
}

const counts = sql`(${affAttributions.status} <> 'void' AND NOT ${affAttributions.isReversed})`;

/** Whether an attribution credits an order. */
export const isOfOrder = and(
  eq(affAttributions.storefrontId, orders.storefrontId),
  eq(affAttributions.orderKey, orders.orderKey),
  eq(affAttributions.kind, 'verified'),
);

/** The condition for orders with such an id. One storefront after the other, because the index begins with it. */
function isNamed(keyIs: SQL): SQL {
  return inArray(
    orders.id,
    sql`(SELECT found.id FROM storefronts,
      LATERAL (SELECT id FROM orders AS named
               WHERE named.storefront_id = storefronts.id AND named.order_key ${keyIs}) AS found)`,
  );
}
