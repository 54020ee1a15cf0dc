import { and, desc, eq, gte, lt, notExists, type SQL, sql } from 'drizzle-orm';
import { affiliates } from '../affiliates/tables.ts';
import type { Page } from '../core/keyset.ts';
import {
  idCursor,
  isAfter,
  type ListPlace,
  placeOf,
  type SortedList,
  type SortRequest,
  sortedBy,
  toSortedPage,
} from '../core/sorted-list.ts';
import { countRows, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { storefronts } from '../storefronts/tables.ts';
import { affAttributions, affRefunds, orders } from './tables.ts';

/** A refund of an order that the hub does not know. */
export interface UnmatchedRefund {
  id: number;
  storefrontId: number;
  storefront: string;
  orderId: string;
  refundId: string;
  amount: string | null;
  currency: string;
  createdAt: Date;
}

/** An order that a refund may have been meant for. */
export interface LikelyOrder {
  attributionId: number;
  storefrontId: number;
  orderId: string;
  orderKey: string;
  affiliateHandle: string;
  revenue: string;
}

/** The order in which they were stored. */
export type UnmatchedRefundSort = 'reported';

export interface UnmatchedRefundFilter {
  /** Null: of all storefronts. */
  storefrontId: number | null;
  /** Reported then or later. */
  from?: Date | undefined;
  /** Reported before then. */
  to?: Date | undefined;
}

interface UnmatchedRefundListRequest extends UnmatchedRefundFilter, SortRequest<UnmatchedRefundSort> {
  limit: number;
  /** A place in the same order. */
  after?: ListPlace | undefined;
}

export const unmatchedRefundList: SortedList<UnmatchedRefundSort> = {
  sorts: { reported: [{ by: sql`${affRefunds.id}`, type: 'bigint' }] },
  plain: { sort: 'reported', order: 'desc', ...idCursor },
};

/** Refunds of orders that the hub does not know, or knows under another id. */
export class UnmatchedRefundDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page of those of the last 90 days; older ones are deleted. */
  async getUnmatchedRefunds(request: UnmatchedRefundListRequest): Promise<Page<UnmatchedRefund>> {
    const { sort, order, limit, after } = request;
    const keys = unmatchedRefundList.sorts[sort];
    const rows = await this.#db
      .select({
        place: placeOf(keys),
        id: affRefunds.id,
        storefrontId: affRefunds.storefrontId,
        storefront: storefronts.slug,
        orderId: affRefunds.orderId,
        refundId: affRefunds.refundId,
        amount: affRefunds.amount,
        currency: storefronts.currency,
        createdAt: affRefunds.timestamp,
      })
      .from(affRefunds)
      .innerJoin(storefronts, eq(storefronts.id, affRefunds.storefrontId))
      .where(and(this.#matches(request), isAfter(keys, order, after)))
      .orderBy(...sortedBy(keys, order))
      .limit(limit + 1);
    return toSortedPage(rows, limit, { list: unmatchedRefundList, sort, order });
  }

  /** Returns the number of those that match, at most 10,000. */
  countUnmatchedRefunds(filter: UnmatchedRefundFilter): Promise<Total> {
    return countRows(this.#db, sql`FROM ${affRefunds} WHERE ${this.#matches(filter)}`);
  }

  #matches({ storefrontId, from, to }: UnmatchedRefundFilter): SQL | undefined {
    return and(
      sql`${affRefunds.timestamp} > now() - interval '90 days'`,
      storefrontId === null ? undefined : eq(affRefunds.storefrontId, storefrontId),
      from === undefined ? undefined : gte(affRefunds.timestamp, from),
      to === undefined ? undefined : lt(affRefunds.timestamp, to),
      notExists(this.#attributionsOf()),
      notExists(this.#ordersOf()),
    );
  }

  /** Returns the orders with one of these ids, each in its storefront: the verified ones, and claims where there is none. */
  async getOrders(ids: readonly { storefrontId: number; orderId: string }[]): Promise<LikelyOrder[]> {
    if (ids.length === 0) return [];
    return this.#db
      .selectDistinctOn([affAttributions.storefrontId, affAttributions.orderKey], {
        attributionId: affAttributions.id,
        storefrontId: affAttributions.storefrontId,
        orderId: affAttributions.orderId,
        orderKey: affAttributions.orderKey,
        affiliateHandle: affiliates.handle,
        revenue: affAttributions.revenue,
      })
      .from(affAttributions)
      .innerJoin(affiliates, eq(affiliates.id, affAttributions.affiliateId))
      .where(
        sql`(${affAttributions.storefrontId}, ${affAttributions.orderKey}) IN (
          SELECT storefront_id, hub_canonical_text(order_id)
          FROM unnest(${sql.param(ids.map(({ storefrontId }) => storefrontId))}::integer[],
                      ${sql.param(ids.map(({ orderId }) => orderId))}::text[]) AS likely(storefront_id, order_id))`,
      )
      .orderBy(
        affAttributions.storefrontId,
        affAttributions.orderKey,
        desc(affAttributions.kind),
        affAttributions.id,
      );
  }

  /** Returns a refund; null when there is none with this id, or its order is known. */
  async getUnmatchedRefund(id: number): Promise<typeof affRefunds.$inferSelect | null> {
    const rows = await this.#db
      .select()
      .from(affRefunds)
      .where(and(eq(affRefunds.id, id), notExists(this.#attributionsOf()), notExists(this.#ordersOf())))
      .for('update');
    return rows[0] ?? null;
  }

  /** Makes a refund one of an order; false when that order has a refund with the same id. */
  async joinRefund(
    id: number,
    order: { orderId: string; isOrderShadowed: boolean; reportedOrderId: string },
  ): Promise<boolean> {
    const { rowCount } = await this.#db.execute(sql`
      UPDATE aff_refunds AS refund
      SET order_id = ${order.orderId}, is_order_shadowed = ${order.isOrderShadowed},
          reported_order_id = ${order.reportedOrderId}
      WHERE id = ${id} AND NOT EXISTS (
        SELECT FROM aff_refunds AS other
        WHERE other.storefront_id = refund.storefront_id AND other.refund_id = refund.refund_id
          AND other.order_key = CASE WHEN ${order.isOrderShadowed} THEN chr(1) || ${order.orderId}::text
                                     ELSE hub_canonical_text(${order.orderId}::text) END)`);
    return rowCount === 1;
  }

  #ordersOf() {
    return this.#db
      .select({ id: orders.id })
      .from(orders)
      .where(and(eq(orders.storefrontId, affRefunds.storefrontId), eq(orders.orderKey, affRefunds.orderKey)));
  }

  #attributionsOf() {
    return this.#db
      .select({ id: affAttributions.id })
      .from(affAttributions)
      .where(
        and(
          eq(affAttributions.storefrontId, affRefunds.storefrontId),
          eq(affAttributions.orderKey, affRefunds.orderKey),
        ),
      );
  }
}
