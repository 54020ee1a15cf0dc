import { and, eq, sql } from 'drizzle-orm';
import { addToRollups, type RollupChange } from '../affiliates/rollup-write.ts';
import { keysOf, NOTHING } from '../core/columns.ts';
import type { Executor, Transaction } from '../database.ts';
import {
  type EventIdentity,
  findEvent,
  type KnownEvent,
  lockEvent,
  rememberEvent,
} from '../tracking/event-id.ts';
import { ConversionDao, type ConversionView } from './conversion-dao.ts';
import { type AttributedBy, affAttributions, affRefunds, type IgnoredField } from './tables.ts';

/** An order: the shop's id of it, in any spelling. Spellings with one canonical form are one order in a storefront. */
export interface OrderKey {
  storefrontId: number;
  orderId: string;
}

export type AttributionRow = typeof affAttributions.$inferSelect;

/** The columns of an attribution that refunds change. Amounts are decimal strings. */
export interface ReversalColumns {
  refunded: string;
  commissionReversed: string;
  isReversed: boolean;
}

/** The columns of an order, verified or claimed. */
interface OrderColumns extends ReversalColumns {
  /** Decimal strings. */
  revenue: string;
  commission: string;
  commissionSource: AttributionRow['commissionSource'];
  commissionBps: number | null;
  clickId: number | null;
  attributedBy?: AttributedBy;
  ignored?: IgnoredField[] | null;
  isApart?: boolean;
}

export interface NewAttribution extends OrderKey, OrderColumns {
  affiliateId: number;
  pixelId: string;
  kind: 'verified' | 'claim';
  currency: string;
  /** As the order's other attributions have it. */
  isOrderShadowed?: boolean;
}

/** An order as it was judged: the row to write, and what it adds to the metrics of its day. */
export type ConversionWrite = (
  | { verdict: 'insert'; attribution: NewAttribution }
  | { verdict: 'promote'; claimId: number; attribution: OrderColumns }
) & {
  /** Null: nothing. */
  adds: Omit<RollupChange, 'affiliateId' | 'at'> | null;
};

/** Writes an order as it was judged, inside the caller's transaction; returns the attribution's id. */
export async function writeConversion(db: Executor, order: ConversionWrite): Promise<number> {
  const rows =
    order.verdict === 'insert'
      ? await db.insert(affAttributions).values(order.attribution).returning(writtenColumns)
      : await db
          .update(affAttributions)
          // A void claim counts again.
          .set({ ...order.attribution, kind: 'verified', status: 'pending', updatedAt: sql`now()` })
          .where(eq(affAttributions.id, order.claimId))
          .returning(writtenColumns);
  const row = rows[0];
  if (row === undefined) throw new Error(`the ${order.verdict} of a conversion returned no row`);
  if (order.adds !== null) {
    await addToRollups(db, [{ affiliateId: row.affiliateId, at: row.timestamp, ...order.adds }]);
  }
  return row.id;
}

const writtenColumns = {
  id: affAttributions.id,
  affiliateId: affAttributions.affiliateId,
  timestamp: affAttributions.timestamp,
};

interface RefundKey extends OrderKey {
  /** The shop's id of the refund. */
  refundId: string;
}

export interface RefundData extends RefundKey {
  /** Decimal string; null: all that remains of the order. */
  amount: string | null;
}

/** All refunds of an order together. */
export interface RefundSum {
  /** Sum of the refunds with an amount, as a decimal string. */
  total: string;
  /** Whether one of them was for all that remains. */
  isWhole: boolean;
  /** The one that was asked for; null when it is not among them. */
  meant: Pick<RefundData, 'amount'> | null;
}

/** What recording orders and refunds needs, whether they are in the books or not. */
export type OrderStore = Pick<
  OrderDao,
  | 'lockEvent'
  | 'findEvent'
  | 'rememberEvent'
  | 'lockOrder'
  | 'lockAttributions'
  | 'getAttribution'
  | 'sumRefunds'
  | 'insertRefund'
  | 'updateReversals'
  | 'addToRollups'
  | 'write'
  | 'getConversion'
>;

/** Locks, reads and writes orders inside a transaction. The caller judges what becomes of an order. */
export class OrderDao {
  readonly #tx: Transaction;

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  /**
   * Serialises the writers of one event id until the transaction ends, so that the loser of a race finds the winner's
   * answer instead of a broken transaction. Take it before the order's lock.
   */
  lockEvent(storefrontId: number, eventId: string): Promise<void> {
    return lockEvent(this.#tx, storefrontId, eventId);
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
   * with the lock, every loser of a race can say which conversion won.
   */
  async lockOrder({ storefrontId, orderId }: OrderKey): Promise<void> {
    await this.#tx.execute(sql`
      SELECT pg_advisory_xact_lock(hashtextextended(
        'order:' || ${storefrontId}::integer || ':' || hub_canonical_text(${orderId}::text), 1))`);
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
  async insertRefund(refund: RefundData & { isOrderShadowed?: boolean }): Promise<boolean> {
    const rows = await this.#tx
      .insert(affRefunds)
      .values(refund)
      .onConflictDoNothing()
      .returning({ id: affRefunds.id });
    return rows.length === 1;
  }

  /** Sums an order's refunds, and looks among them for the one that is meant; zero and null when there are none. */
  async sumRefunds({
    storefrontId,
    orderId,
    isOrderShadowed,
    refundId = null,
  }: OrderKey & {
    /** As the order's attributions have it. */
    isOrderShadowed?: boolean;
    refundId?: string | null;
  }): Promise<RefundSum> {
    const key = isOrderShadowed ? sql`chr(1) || ${orderId}::text` : sql`hub_canonical_text(${orderId}::text)`;
    // Refunds from before there were canonical forms have their id as it was sent.
    const isMeant = sql`refund_id IN (${refundId}::text, hub_canonical_text(${refundId}::text))`;
    const { rows } = await this.#tx.execute<{
      total: string;
      isWhole: boolean;
      isKnown: boolean;
      amount: string | null;
    }>(sql`
      SELECT coalesce(sum(amount), ${NOTHING})::text AS total,
             coalesce(bool_or(amount IS NULL), false) AS "isWhole",
             coalesce(bool_or(${isMeant}), false) AS "isKnown",
             max(amount) FILTER (WHERE ${isMeant})::text AS amount
      FROM aff_refunds WHERE storefront_id = ${storefrontId} AND order_key = ${key}`);
    const { total = '0.00', isWhole = false, isKnown = false, amount = null } = rows[0] ?? {};
    return { total, isWhole, meant: isKnown ? { amount } : null };
  }

  /** Adds order changes to the metrics of affiliates' days. */
  addToRollups(changes: readonly RollupChange[]): Promise<void> {
    return addToRollups(this.#tx, changes);
  }
}

/** The rows with one of the keys that an order's id may have. Those with a shadowed one are meant, if there are any. */
function mayBeOf(table: typeof affAttributions | typeof affRefunds, { storefrontId, orderId }: OrderKey) {
  return and(
    eq(table.storefrontId, storefrontId),
    sql`${table.orderKey} IN ${keysOf(sql`${orderId}::text`, 'hub_canonical_text')}`,
  );
}
