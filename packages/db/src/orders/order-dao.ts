import { and, eq, sql } from 'drizzle-orm';
import { addToRollups, type RollupChange } from '../affiliates/rollup-write.ts';
import { addUncredited, type UncreditedChange } from '../analytics/figure-write.ts';
import { keysOf, NOTHING } from '../core/columns.ts';
import { runPrepared } from '../core/statement.ts';
import type { Transaction } from '../database.ts';
import {
  type EventIdentity,
  eventLock,
  findEvent,
  type KnownEvent,
  rememberEvent,
} from '../tracking/event-id.ts';
import { ConversionDao, type ConversionView } from './conversion-dao.ts';
import { type ConversionWrite, writeConversion } from './conversion-write.ts';
import { orderKeyOf } from './order-key.ts';
import type {
  AttributionRow,
  CreditedOrder,
  NewOrder,
  NewOrderLine,
  OrderKey,
  OrderState,
  RefundData,
  ReversalColumns,
  StoredDispute,
} from './order-types.ts';
import { affAttributions, affRefunds, orderLines, orders, type RefundedLine } from './tables.ts';

/** What recording orders and refunds needs, whether they are in the books or not. */
export type OrderStore = Pick<
  OrderDao,
  | 'findEvent'
  | 'rememberEvent'
  | 'lockOrder'
  | 'lockAttributions'
  | 'getAttribution'
  | 'getOrderState'
  | 'getOrder'
  | 'insertOrder'
  | 'insertRefund'
  | 'updateReversals'
  | 'addToRollups'
  | 'addUncredited'
  | 'write'
  | 'getConversion'
>;

/** Locks, reads and writes orders inside a transaction. The caller judges what becomes of an order. */
export class OrderDao {
  readonly #tx: Transaction;

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  findEvent(storefrontId: number, event: EventIdentity): Promise<KnownEvent> {
    return findEvent(this.#tx, storefrontId, event);
  }

  /** Stores what an event id became; false when a click, which takes no lock, has used the id meanwhile. */
  rememberEvent(storefrontId: number, event: EventIdentity & { resultId: number }): Promise<boolean> {
    return rememberEvent(this.#tx, storefrontId, event);
  }

  /**
   * Serialises the writers of one order until the transaction ends. The unique indexes alone would keep the books right;
   * with the lock, every loser of a race can say which conversion won, and finds the winner's answer to its event id
   * instead of a broken transaction. Everybody locks the event id first, so that nobody waits in a circle.
   */
  async lockOrder(
    { storefrontId, orderId }: OrderKey,
    event: Pick<EventIdentity, 'eventId'> | null = null,
  ): Promise<void> {
    const order = sql`hashtextextended(
      'order:' || ${storefrontId}::integer || ':' || hub_canonical_text(${orderId}::text), 1)`;
    await (event === null
      ? runPrepared(this.#tx, 'hub_lock_order', sql`SELECT pg_advisory_xact_lock(${order})`)
      : runPrepared(
          this.#tx,
          'hub_lock_event_and_order',
          sql`SELECT pg_advisory_xact_lock(${eventLock(storefrontId, event.eventId)}), pg_advisory_xact_lock(${order})`,
        ));
  }

  /** Locks the attributions of an order until the transaction ends, and returns them. */
  async lockAttributions(order: OrderKey): Promise<AttributionRow[]> {
    const rows = await this.#tx
      .select()
      .from(affAttributions)
      .where(mayBeOf(affAttributions, order))
      // Their days are corrected in this order, so that two orders never deadlock.
      .orderBy(affAttributions.affiliateId, affAttributions.id)
      // An operator may be voiding one right now: the rollup's correction must start from the result.
      .for('no key update');
    const shadowed = rows.filter(({ isOrderShadowed }) => isOrderShadowed);
    return shadowed.length > 0 ? shadowed : rows;
  }

  /** Locks an attribution until the transaction ends, and returns it; null when there is none. */
  async lockAttribution(id: number): Promise<AttributionRow | null> {
    const rows = await this.#tx
      .select()
      .from(affAttributions)
      .where(eq(affAttributions.id, id))
      .for('no key update');
    return rows[0] ?? null;
  }

  /** Locks attributions until the transaction ends, in the order in which everybody does. */
  async lockAttributionsById(ids: readonly number[]): Promise<AttributionRow[]> {
    return this.#tx
      .select()
      .from(affAttributions)
      .where(sql`${affAttributions.id} = ANY (${sql.param([...ids])}::integer[])`)
      .orderBy(affAttributions.affiliateId, affAttributions.id)
      .for('no key update');
  }

  /** Returns an attribution; null when there is none. */
  async getAttribution(id: number): Promise<AttributionRow | null> {
    const rows = await this.#tx.select().from(affAttributions).where(eq(affAttributions.id, id));
    return rows[0] ?? null;
  }

  /** Writes an order as it was judged; returns the attribution's id. */
  write(order: ConversionWrite): Promise<number> {
    return writeConversion(this.#tx, order);
  }

  /** Returns an attribution with the names of its affiliate and storefront; null when there is none. */
  getConversion(id: number): Promise<ConversionView | null> {
    return new ConversionDao(this.#tx).getConversionById(id);
  }

  /** Returns an attribution's order; null when there is no such attribution. It never changes, so it needs no lock. */
  async getOrderOf(id: number): Promise<OrderKey | null> {
    const rows = await this.#tx
      .select({ storefrontId: affAttributions.storefrontId, orderId: affAttributions.orderId })
      .from(affAttributions)
      .where(eq(affAttributions.id, id));
    return rows[0] ?? null;
  }

  /** Changes the status or kind of an attribution, or whether it is kept apart. */
  async updateAttribution(
    id: number,
    change: Partial<Pick<AttributionRow, 'status' | 'kind' | 'isApart'>>,
  ): Promise<void> {
    await this.#tx
      .update(affAttributions)
      .set({ ...change, updatedAt: sql`now()` })
      .where(eq(affAttributions.id, id));
  }

  /** Writes the reversals of attributions in one statement. */
  async updateReversals(reversals: readonly ({ id: number } & ReversalColumns)[]): Promise<void> {
    if (reversals.length === 0) return;
    const column = <Value>(value: (reversal: { id: number } & ReversalColumns) => Value) =>
      sql.param(reversals.map(value));
    await this.#tx.execute(sql`
      UPDATE aff_attributions SET
        refunded = reversal.refunded, commission_reversed = reversal.commission_reversed,
        is_reversed = reversal.is_reversed, updated_at = now()
      FROM unnest(${column(({ id }) => id)}::integer[],
                  ${column(({ refunded }) => refunded)}::numeric[],
                  ${column(({ commissionReversed }) => commissionReversed)}::numeric[],
                  ${column(({ isReversed }) => isReversed)}::boolean[])
        AS reversal(id, refunded, commission_reversed, is_reversed)
      WHERE aff_attributions.id = reversal.id`);
  }

  /** Stores a refund; false when it is already stored. `isOrderShadowed`: as the order's attributions have it. */
  async insertRefund({ lines, ...refund }: RefundData & { isOrderShadowed?: boolean }): Promise<boolean> {
    const rows = await this.#tx
      .insert(affRefunds)
      .values({ ...refund, lines: lines.length === 0 ? null : [...lines] })
      .onConflictDoNothing()
      .returning({ id: affRefunds.id });
    return rows.length === 1;
  }

  /** Returns the order, if it was placed, with its refunds summed, and among them the one that is meant. */
  async getOrderState({
    storefrontId,
    orderId,
    isOrderShadowed = false,
    refundId = null,
  }: OrderKey & {
    /** As the order's attributions have it. */
    isOrderShadowed?: boolean;
    refundId?: string | null;
  }): Promise<OrderState> {
    const key = orderKeyOf({ orderId, isOrderShadowed });
    // Refunds from before there were canonical forms have their id as it was sent.
    const isMeant = sql`refund_id IN (${refundId}::text, hub_canonical_text(${refundId}::text))`;
    const { rows } = await runPrepared<{
      id: string | null;
      orderId: string;
      currency: string;
      revenue: string;
      orderedAt: string;
      lineCount: number;
      customerIdHash: string | null;
      customerEmailHash: string | null;
      disputes: StoredDispute[] | null;
      total: string;
      isWhole: boolean;
      lines: RefundedLine[][] | null;
      isKnown: boolean;
      amount: string | null;
      meantLines: RefundedLine[] | null;
    }>(
      this.#tx,
      'hub_get_order_state',
      sql`
      SELECT placed.id, placed.order_id::text AS "orderId", placed.currency::text, placed.revenue::text,
             placed.line_count AS "lineCount", placed.ordered_at::text AS "orderedAt",
             placed.customer_id_hash::text AS "customerIdHash", placed.customer_email_hash::text AS "customerEmailHash",
             (SELECT jsonb_agg(jsonb_build_object('state', state, 'amount', amount::text)) FROM disputes
              WHERE storefront_id = ${storefrontId} AND order_key = ${key}) AS disputes,
             refunds.*
      FROM (SELECT coalesce(sum(amount), ${NOTHING})::text AS total,
                   coalesce(bool_or(amount IS NULL), false) AS "isWhole",
                   jsonb_agg(lines) FILTER (WHERE lines IS NOT NULL) AS lines,
                   coalesce(bool_or(${isMeant}), false) AS "isKnown",
                   max(amount) FILTER (WHERE ${isMeant})::text AS amount,
                   (array_agg(lines) FILTER (WHERE ${isMeant}))[1] AS "meantLines"
            FROM aff_refunds WHERE storefront_id = ${storefrontId} AND order_key = ${key}) AS refunds
      LEFT JOIN orders AS placed ON placed.storefront_id = ${storefrontId} AND placed.order_key = ${key}`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('the database did not sum the refunds of an order');
    const { id, orderId: sentId, currency, revenue, orderedAt, lineCount, total, isWhole } = row;
    const order =
      id === null
        ? null
        : {
            ...{ id: Number(id), orderId: sentId, currency, revenue, orderedAt: new Date(orderedAt) },
            ...{ customerIdHash: row.customerIdHash, customerEmailHash: row.customerEmailHash },
            lines: lineCount === 0 ? [] : await this.#getLines(Number(id)),
          };
    const meant = row.isKnown ? { amount: row.amount, lines: row.meantLines ?? [] } : null;
    const refunds = { total, isWhole, byLine: row.lines?.flat() ?? [], disputes: row.disputes ?? [], meant };
    return { order, refunds };
  }

  /** Returns who is credited with an order, and what its report named in vain; null when there is no such order. */
  async getOrder(id: number): Promise<CreditedOrder | null> {
    const rows = await this.#tx
      .select({
        id: orders.id,
        orderId: orders.orderId,
        ignored: orders.ignored,
        attribution: {
          id: affAttributions.id,
          attributedBy: affAttributions.attributedBy,
          ignored: affAttributions.ignored,
        },
      })
      .from(orders)
      .leftJoin(
        affAttributions,
        and(
          eq(affAttributions.storefrontId, orders.storefrontId),
          eq(affAttributions.orderKey, orders.orderKey),
          eq(affAttributions.kind, 'verified'),
        ),
      )
      .where(eq(orders.id, id));
    return rows[0] ?? null;
  }

  #getLines(orderId: number): Promise<NewOrderLine[]> {
    const { lineId, sku, productId, categories, quantity, net, discount, fees, shipping, tax } = orderLines;
    return this.#tx
      .select({ lineId, sku, productId, categories, quantity, net, discount, fees, shipping, tax })
      .from(orderLines)
      .where(eq(orderLines.orderId, orderId))
      .orderBy(orderLines.position);
  }

  /**
   * Stores an order with its lines in one statement; returns its id, and when the customer ordered. The caller holds its
   * lock and found none.
   */
  async insertOrder({ lines, ...order }: NewOrder): Promise<{ id: number; orderedAt: Date }> {
    const column = <Value>(value: (line: NewOrderLine) => Value) => sql.param(lines.map(value));
    const { storefrontId, orderId, isOrderShadowed, currency, customerIdHash, customerEmailHash } = order;
    const { revenue, shipping, tax, fees, discount, couponCodes, ignored, orderedAt } = order;
    const inserted = sql`
      INSERT INTO orders (storefront_id, order_id, is_order_shadowed, currency, revenue, shipping, tax, fees, discount,
                          line_count, coupon_codes, customer_id_hash, customer_email_hash, ignored, ordered_at)
      VALUES (${storefrontId}, ${orderId}, ${isOrderShadowed}, ${currency}, ${revenue}, ${shipping}, ${tax}, ${fees},
              ${discount}, ${lines.length}, ${sql.param(couponCodes)}::text[], ${customerIdHash}, ${customerEmailHash},
              ${ignored === null ? null : JSON.stringify(ignored)}::jsonb,
              coalesce(${orderedAt?.toISOString() ?? null}::timestamptz, now()))
      RETURNING id, ordered_at`;
    const withLines = sql`
      WITH placed AS (${inserted}),
      lines AS (
        INSERT INTO order_lines (order_id, position, line_id, sku, product_id, categories, quantity,
                                 net, discount, fees, shipping, tax)
        SELECT placed.id, line.position, line.line_id, line.sku, line.product_id, line.categories,
               line.quantity, line.net, line.discount, line.fees, line.shipping, line.tax
        FROM placed, unnest(${column(({ lineId }) => lineId)}::text[], ${column(({ sku }) => sku)}::text[],
                            ${column(({ productId }) => productId)}::text[],
                            ${column(({ categories }) => categories && JSON.stringify(categories))}::jsonb[],
                            ${column(({ quantity }) => quantity)}::numeric[], ${column(({ net }) => net)}::numeric[],
                            ${column(({ discount }) => discount)}::numeric[], ${column(({ fees }) => fees)}::numeric[],
                            ${column(({ shipping }) => shipping)}::numeric[], ${column(({ tax }) => tax)}::numeric[])
          WITH ORDINALITY AS line(line_id, sku, product_id, categories, quantity, net, discount, fees, shipping, tax,
                                  position))
      SELECT id, ordered_at FROM placed`;
    const { rows } = await (lines.length === 0
      ? runPrepared<{ id: string; ordered_at: string }>(this.#tx, 'hub_insert_order', inserted)
      : runPrepared<{ id: string; ordered_at: string }>(this.#tx, 'hub_insert_order_with_lines', withLines));
    const [row] = rows;
    if (row === undefined) throw new Error('the insert of an order returned no row');
    return { id: Number(row.id), orderedAt: new Date(row.ordered_at) };
  }

  /** Adds order changes to the metrics of affiliates' days. */
  addToRollups(changes: readonly RollupChange[]): Promise<void> {
    return addToRollups(this.#tx, changes);
  }

  /** Adds the change of an order that nobody is credited with to its storefront's figures. */
  addUncredited(change: UncreditedChange): Promise<void> {
    return addUncredited(this.#tx, change);
  }
}

/** The rows with one of the keys that an order's id may have. Those with a shadowed one are meant, if there are any. */
function mayBeOf(table: typeof affAttributions | typeof affRefunds, { storefrontId, orderId }: OrderKey) {
  return and(
    eq(table.storefrontId, storefrontId),
    sql`${table.orderKey} IN ${keysOf(sql`${orderId}::text`, 'hub_canonical_text')}`,
  );
}
