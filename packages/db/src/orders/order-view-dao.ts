import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { affiliates } from '../affiliates/tables.ts';
import { NOTHING } from '../core/columns.ts';
import { cursorId, type Page } from '../core/keyset.ts';
import type { Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { deliveries } from '../deliveries/tables.ts';
import { storefronts } from '../storefronts/tables.ts';
import {
  countOrders,
  isOfOrder,
  listOrderIds,
  type OrderFilter,
  type OrderListRequest,
} from './order-list.ts';
import type { AttributionRow } from './order-types.ts';
import { affAttributions, affRefunds, orderLines, orders, type RefundedLine } from './tables.ts';

type OrderRow = typeof orders.$inferSelect;

/** An order with the names of its storefront and of the affiliate who is credited with it. */
export interface OrderView extends OrderRow {
  storefront: string;
  /** Sum of its refunds with an amount; a decimal string. */
  refundTotal: string;
  /** Whether one of its refunds was for all that remained. */
  isRefundWhole: boolean;
  attribution: (AttributionRow & { affiliateHandle: string; affiliateName: string }) | null;
}

/** A refund, with what it gives back of single lines. */
export interface RefundView {
  refundId: string;
  amount: string | null;
  lines: RefundedLine[];
  createdAt: Date;
}

const refunds = sql`
  (SELECT coalesce(sum(amount), ${NOTHING})::text AS total, coalesce(bool_or(amount IS NULL), false) AS is_whole
   FROM aff_refunds
   WHERE aff_refunds.storefront_id = ${orders.storefrontId} AND aff_refunds.order_key = ${orders.orderKey}) AS refunds`;

/** Orders as people see them. */
export class OrderViewDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page of orders. */
  async getOrders(request: OrderListRequest): Promise<Page<OrderView>> {
    const { items, nextCursor } = await listOrderIds(this.#db, request);
    const ids = items.map(({ id }) => id);
    const views = await this.#select(inArray(orders.id, ids));
    const byId = new Map(views.map((view) => [view.id, view]));
    return { items: ids.flatMap((id) => byId.get(id) ?? []), nextCursor };
  }

  /** Returns the number of orders that match, at most 10,000. */
  countOrders(filter: OrderFilter): Promise<Total> {
    return countOrders(this.#db, filter);
  }

  async getOrder(id: number): Promise<OrderView | null> {
    const rows = await this.#select(eq(orders.id, cursorId(id)));
    return rows[0] ?? null;
  }

  /** Returns an order's lines as they were sent. */
  getLines(orderId: number): Promise<(typeof orderLines.$inferSelect)[]> {
    return this.#db
      .select()
      .from(orderLines)
      .where(eq(orderLines.orderId, orderId))
      .orderBy(asc(orderLines.position));
  }

  /** Returns an order's refunds, oldest first. */
  async getRefunds(order: Pick<OrderRow, 'storefrontId' | 'orderKey'>): Promise<RefundView[]> {
    const rows = await this.#db
      .select({
        refundId: affRefunds.refundId,
        amount: affRefunds.amount,
        lines: affRefunds.lines,
        createdAt: affRefunds.timestamp,
      })
      .from(affRefunds)
      .where(and(eq(affRefunds.storefrontId, order.storefrontId), eq(affRefunds.orderKey, order.orderKey)))
      .orderBy(asc(affRefunds.id));
    return rows.map((row) => ({ ...row, lines: row.lines ?? [] }));
  }

  /** Returns the claims beside an order, oldest first. */
  getClaims(order: Pick<OrderRow, 'storefrontId' | 'orderKey'>) {
    return this.#db
      .select({
        id: affAttributions.id,
        affiliateId: affAttributions.affiliateId,
        affiliateHandle: affiliates.handle,
        kind: affAttributions.kind,
        status: affAttributions.status,
        revenue: affAttributions.revenue,
        currency: affAttributions.currency,
        createdAt: affAttributions.timestamp,
      })
      .from(affAttributions)
      .innerJoin(affiliates, eq(affiliates.id, affAttributions.affiliateId))
      .where(
        and(
          eq(affAttributions.storefrontId, order.storefrontId),
          eq(affAttributions.orderKey, order.orderKey),
          eq(affAttributions.kind, 'claim'),
        ),
      )
      .orderBy(asc(affAttributions.id));
  }

  /** Returns what the shop's own server was told of an order, newest first. */
  getHubEvents(order: { storefront: string; orderId: string }, limit: number) {
    return this.#db
      .select({
        id: deliveries.alertId,
        type: sql<string>`${deliveries.content}->>'type'`,
        status: deliveries.status,
        createdAt: deliveries.createdAt,
        deliveredAt: deliveries.deliveredAt,
      })
      .from(deliveries)
      .where(
        and(
          // As the partial index has it.
          sql`${deliveries.content}->>'kind' = 'event'`,
          sql`${deliveries.content}->'data'->>'orderId' = ${order.orderId}`,
          sql`${deliveries.content}->'data'->>'storefront' = ${order.storefront}`,
        ),
      )
      .orderBy(desc(deliveries.createdAt))
      .limit(limit);
  }

  async #select(condition: SQL): Promise<OrderView[]> {
    const rows = await this.#db
      .select({
        order: orders,
        storefront: storefronts.slug,
        refundTotal: sql<string>`refunds.total`,
        isRefundWhole: sql<boolean>`refunds.is_whole`,
        attribution: affAttributions,
        affiliateHandle: affiliates.handle,
        affiliateName: affiliates.name,
      })
      .from(orders)
      .innerJoin(storefronts, eq(storefronts.id, orders.storefrontId))
      .leftJoin(affAttributions, isOfOrder)
      .leftJoin(affiliates, eq(affiliates.id, affAttributions.affiliateId))
      .innerJoinLateral(refunds, sql`true`)
      .where(condition);
    return rows.map(({ order, attribution, affiliateHandle, affiliateName, ...rest }) => ({
      ...order,
      ...rest,
      attribution:
        attribution === null || affiliateHandle === null || affiliateName === null
          ? null
          : { ...attribution, affiliateHandle, affiliateName },
    }));
  }
}
