import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { affiliates } from '../affiliates/tables.ts';
import { NOTHING } from '../core/columns.ts';
import type { Transaction } from '../database.ts';
import type { ConversionView } from '../orders/conversion-dao.ts';
import type { ConversionWrite } from '../orders/conversion-write.ts';
import type { OrderStore } from '../orders/order-dao.ts';
import type {
  AttributionRow,
  CreditedOrder,
  NewOrder,
  OrderKey,
  OrderState,
  RefundData,
  RefundSum,
  ReversalColumns,
} from '../orders/order-types.ts';
import type { RefundedLine } from '../orders/tables.ts';
import { storefronts } from '../storefronts/tables.ts';
import type { EventIdentity, KnownEvent } from '../tracking/event-id.ts';
import { testEvents } from './tables.ts';
import {
  eventRetryKey,
  findRetried,
  insertTestEvents,
  lockTestEvents,
  type TestEventRow,
} from './test-event-write.ts';

/** What a test order keeps of an attribution. */
type TestOrder = Omit<
  AttributionRow,
  'id' | 'storefrontId' | 'affiliateId' | 'orderKey' | 'isOrderShadowed' | 'timestamp' | 'updatedAt'
>;

/** How an event holds an order as it was placed. */
interface Placed {
  placed: Omit<NewOrder, 'orderedAt'> & { orderedAt: string | null };
}

/**
 * The orders of test mode: judged like others, and in no books. The event that placed an order holds it; once somebody is
 * credited, it or the claim that it promoted holds the attribution as well.
 */
export class TestOrderDao implements OrderStore {
  readonly #tx: Transaction;
  /** The event that this transaction wrote last. */
  #lastId: number | null = null;
  /** The event by which this transaction placed an order. */
  #placedId: number | null = null;

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  lockOrder({ storefrontId }: OrderKey): Promise<void> {
    return lockTestEvents(this.#tx, storefrontId);
  }

  async findEvent(storefrontId: number, { eventId, bodyHash }: EventIdentity): Promise<KnownEvent> {
    const known = await findRetried(this.#tx, storefrontId, { key: eventRetryKey(eventId), bodyHash });
    if (typeof known === 'string') return known;
    return { resultId: Number(known.result?.resultId ?? known.id) };
  }

  /** Gives the event that this transaction wrote last its event id. */
  async rememberEvent(_storefrontId: number, event: EventIdentity & { resultId: number }): Promise<boolean> {
    await this.#tx.execute(sql`
      UPDATE test_events SET retry_key = ${eventRetryKey(event.eventId)}, body_hash = ${event.bodyHash},
        body = body || jsonb_build_object('eventId', ${event.eventId}::text),
        result = coalesce(result, '{}') || jsonb_build_object('resultId', ${event.resultId}::bigint)
      WHERE id = ${this.#lastId}`);
    return true;
  }

  async lockAttributions(order: OrderKey): Promise<AttributionRow[]> {
    const rows = await this.#tx
      .select()
      .from(testEvents)
      .where(and(this.#of('order', order), isAttribution))
      .orderBy(asc(testEvents.affiliateId), asc(testEvents.id));
    return rows.map(toAttribution);
  }

  async getAttribution(id: number): Promise<AttributionRow | null> {
    const rows = await this.#tx.select().from(testEvents).where(eq(testEvents.id, id));
    return rows[0] === undefined ? null : toAttribution(rows[0]);
  }

  async getOrderState(order: OrderKey & { refundId?: string | null }): Promise<OrderState> {
    const [event] = await this.#tx
      .select()
      .from(testEvents)
      .where(and(this.#of('order', order), sql`${testEvents.result} ? 'placed'`));
    return { order: event === undefined ? null : toStored(event), refunds: await this.#sumRefunds(order) };
  }

  async #sumRefunds(order: OrderKey & { refundId?: string | null }): Promise<RefundSum> {
    const rows = await this.#tx.select().from(testEvents).where(this.#of('refund', order));
    const refunds = rows.map(({ result }) => result as unknown as TestRefund);
    const { rows: sums } = await this.#tx.execute<{ total: string; refundId: string | null }>(sql`
      SELECT coalesce(sum((refund->>'amount')::numeric), ${NOTHING})::text AS total,
             hub_canonical_text(${order.refundId ?? null}::text) AS "refundId"
      FROM jsonb_array_elements(${JSON.stringify(refunds)}::jsonb) AS refund`);
    const { total = '0.00', refundId = null } = sums[0] ?? {};
    const meant = refundId === null ? undefined : refunds.find((refund) => refund.refundId === refundId);
    return {
      total,
      isWhole: refunds.some(({ amount }) => amount === null),
      byLine: refunds.flatMap(({ lines = [] }) => lines),
      disputes: [],
      meant: meant === undefined ? null : { amount: meant.amount, lines: meant.lines ?? [] },
    };
  }

  async getOrder(id: number): Promise<CreditedOrder | null> {
    const [event] = await this.#tx.select().from(testEvents).where(eq(testEvents.id, id));
    const placed = event && (event.result as unknown as Partial<Placed>).placed;
    if (event === undefined || placed === undefined) return null;
    const { storefrontId } = event;
    const attributions = await this.lockAttributions({ storefrontId, orderId: placed.orderId });
    const attribution = attributions.find(({ kind }) => kind === 'verified') ?? null;
    return { id, orderId: placed.orderId, ignored: placed.ignored, attribution };
  }

  async insertOrder(order: NewOrder): Promise<{ id: number; orderedAt: Date }> {
    const { storefrontId, orderId, revenue, couponCodes, lines } = order;
    const placed = { ...order, orderedAt: order.orderedAt?.toISOString() ?? null };
    this.#placedId = await this.#insert(storefrontId, {
      kind: 'order',
      outcome: 'recorded',
      subject: sql`hub_canonical_text(${orderId}::text)` as unknown as string,
      body: {
        orderId,
        revenue,
        ...(couponCodes === null ? {} : { couponCodes }),
        ...(lines.length === 0 ? {} : { lines: lines.length }),
      },
      result: { kind: 'placed', placed },
    });
    return { id: this.#placedId, orderedAt: order.orderedAt ?? new Date() };
  }

  async insertRefund({ storefrontId, orderId, refundId, amount, lines }: RefundData): Promise<boolean> {
    const ofLines = lines.length === 0 ? {} : { lines };
    await this.#insert(storefrontId, {
      kind: 'refund',
      outcome: 'recorded',
      subject: sql`hub_canonical_text(${orderId}::text)` as unknown as string,
      body: { orderId, refundId, amount, ...ofLines },
      result:
        sql`jsonb_build_object('refundId', hub_canonical_text(${refundId}::text), 'amount', ${amount}::text)
        || ${JSON.stringify(ofLines)}::jsonb` as never,
    });
    return true;
  }

  async #insert(
    storefrontId: number,
    event: Parameters<typeof insertTestEvents>[2][number],
  ): Promise<number> {
    this.#lastId = await insertTestEvents(this.#tx, storefrontId, [event]);
    return this.#lastId;
  }

  async updateReversals(reversals: readonly ({ id: number } & ReversalColumns)[]): Promise<void> {
    for (const { id, refunded, commissionReversed, isReversed } of reversals) {
      const change = JSON.stringify({ refunded, commissionReversed, isReversed });
      await this.#tx.execute(
        sql`UPDATE test_events SET result = result || ${change}::jsonb WHERE id = ${id}::bigint`,
      );
    }
  }

  /** Test orders are in nobody's figures. */
  async addToRollups(): Promise<void> {}

  async addUncredited(): Promise<void> {}

  async write(order: ConversionWrite): Promise<number> {
    if (order.verdict === 'insert') {
      const {
        storefrontId,
        affiliateId,
        isOrderShadowed: _,
        timestamp: __,
        ...attribution
      } = order.attribution;
      const result = { ...attribution, status: 'pending' };
      const body = bodyOf(attribution.orderId, attribution);
      const placedId = attribution.kind === 'verified' ? await this.#findPlaced(order.attribution) : null;
      if (placedId === null) {
        return this.#insert(storefrontId, {
          kind: 'order',
          outcome: 'recorded',
          affiliateId,
          subject: sql`hub_canonical_text(${attribution.orderId}::text)` as unknown as string,
          body,
          result,
        });
      }
      await this.#tx
        .update(testEvents)
        .set({ affiliateId, result: sql`${testEvents.result} || ${JSON.stringify(result)}::jsonb` })
        .where(eq(testEvents.id, placedId));
      if (placedId !== this.#placedId) {
        const message = 'credited the order, which was reported before';
        await this.#insert(storefrontId, { kind: 'order', outcome: 'recorded', affiliateId, message, body });
      }
      return placedId;
    }
    const { claimId, attribution } = order;
    const [claim] = await this.#tx.select().from(testEvents).where(eq(testEvents.id, claimId));
    if (claim === undefined) throw new Error(`there is no test order ${claimId}`);
    const { orderId } = toAttribution(claim);
    await this.#tx
      .update(testEvents)
      .set({ result: { ...claim.result, ...attribution, kind: 'verified', status: 'pending' } })
      .where(eq(testEvents.id, claimId));
    const message = 'verified the claim for this order';
    const { affiliateId, storefrontId } = claim;
    if (this.#placedId === null) {
      const body = bodyOf(orderId, attribution);
      await this.#insert(storefrontId, { kind: 'order', outcome: 'recorded', affiliateId, message, body });
    } else {
      await this.#tx
        .update(testEvents)
        .set({ affiliateId, message })
        .where(eq(testEvents.id, this.#placedId));
    }
    return claimId;
  }

  /** Returns the event that placed an order which nobody is credited with yet. */
  async #findPlaced(order: OrderKey): Promise<number | null> {
    const [row] = await this.#tx
      .select({ id: testEvents.id })
      .from(testEvents)
      .where(and(this.#of('order', order), sql`${testEvents.result}->>'kind' = 'placed'`));
    return row?.id ?? null;
  }

  async getConversion(id: number): Promise<ConversionView | null> {
    const [row] = await this.#tx
      .select({
        event: testEvents,
        affiliateHandle: affiliates.handle,
        affiliateName: affiliates.name,
        storefront: storefronts.slug,
      })
      .from(testEvents)
      .innerJoin(affiliates, eq(affiliates.id, testEvents.affiliateId))
      .innerJoin(storefronts, eq(storefronts.id, testEvents.storefrontId))
      .where(eq(testEvents.id, id));
    if (row === undefined) return null;
    const { affiliateHandle, affiliateName, storefront } = row;
    const { affiliateId, orderId, kind, status, revenue, commission, refunded, ...rest } = toAttribution(
      row.event,
    );
    const { commissionReversed, currency, clickId, timestamp } = rest;
    const names = { id, affiliateId, affiliateHandle, affiliateName, storefront, orderId, kind, status };
    const amounts = { revenue, commission, refunded, commissionReversed, currency };
    return { ...names, ...amounts, clickId, createdAt: timestamp };
  }

  #of(kind: 'order' | 'refund', { storefrontId, orderId }: OrderKey) {
    return and(
      eq(testEvents.storefrontId, storefrontId),
      eq(testEvents.kind, kind),
      inArray(testEvents.outcome, ['recorded']),
      eq(testEvents.subject, sql`hub_canonical_text(${orderId}::text)`),
    );
  }
}

/** A refund of test mode. */
type TestRefund = { refundId: string; amount: string | null; lines?: RefundedLine[] };

/** Events that hold an attribution. */
const isAttribution = sql`${testEvents.result}->>'kind' IN ('verified', 'claim')`;

function toStored({ id, result, timestamp }: TestEventRow): NonNullable<OrderState['order']> {
  const { orderId, currency, revenue, orderedAt, customerIdHash, customerEmailHash, lines } = (
    result as unknown as Placed
  ).placed;
  return {
    id,
    orderId,
    currency,
    revenue,
    orderedAt: orderedAt === null ? timestamp : new Date(orderedAt),
    customerIdHash,
    customerEmailHash,
    lines: [...lines],
  };
}

function toAttribution({
  id,
  storefrontId,
  affiliateId,
  subject,
  timestamp,
  result,
}: TestEventRow): AttributionRow {
  return {
    ...(result as unknown as TestOrder),
    id,
    storefrontId,
    affiliateId: affiliateId ?? 0,
    orderKey: subject ?? '',
    isOrderShadowed: false,
    timestamp,
    updatedAt: timestamp,
  };
}

function bodyOf(orderId: string, { revenue, clickId }: { revenue: string; clickId: number | null }) {
  return { orderId, revenue, ...(clickId === null ? {} : { clickId }) };
}
