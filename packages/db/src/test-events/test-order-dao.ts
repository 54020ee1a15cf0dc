import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { affiliates } from '../affiliates/tables.ts';
import type { ConversionView } from '../conversions/conversion-dao.ts';
import type {
  AttributionRow,
  ConversionWrite,
  OrderKey,
  OrderStore,
  RefundData,
  RefundSum,
  ReversalColumns,
} from '../conversions/order-dao.ts';
import { NOTHING } from '../core/columns.ts';
import type { Transaction } from '../database.ts';
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

/** The orders of test mode: judged like others, and in no books. Each order's verified event holds its state. */
export class TestOrderDao implements OrderStore {
  readonly #tx: Transaction;

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  lockEvent(storefrontId: number): Promise<void> {
    return lockTestEvents(this.#tx, storefrontId);
  }

  lockOrder({ storefrontId }: OrderKey): Promise<void> {
    return lockTestEvents(this.#tx, storefrontId);
  }

  async findEvent(storefrontId: number, { eventId, bodyHash }: EventIdentity): Promise<KnownEvent> {
    const known = await findRetried(this.#tx, storefrontId, { key: eventRetryKey(eventId), bodyHash });
    if (typeof known === 'string') return known;
    // The event that promoted a claim leads to it.
    return { resultId: Number(known.result?.attributionId ?? known.id) };
  }

  /** Gives the event that this transaction wrote last its event id. */
  async rememberEvent(_storefrontId: number, event: EventIdentity): Promise<boolean> {
    await this.#tx.execute(sql`
      UPDATE test_events SET retry_key = ${eventRetryKey(event.eventId)}, body_hash = ${event.bodyHash},
        body = body || jsonb_build_object('eventId', ${event.eventId}::text)
      WHERE id = currval(pg_get_serial_sequence('test_events', 'id'))`);
    return true;
  }

  async lockAttributions(order: OrderKey): Promise<AttributionRow[]> {
    const rows = await this.#tx
      .select()
      .from(testEvents)
      .where(this.#of('order', order))
      .orderBy(asc(testEvents.affiliateId), asc(testEvents.id));
    return rows.map(toAttribution);
  }

  async getAttribution(id: number): Promise<AttributionRow | null> {
    const rows = await this.#tx.select().from(testEvents).where(eq(testEvents.id, id));
    return rows[0] === undefined ? null : toAttribution(rows[0]);
  }

  async sumRefunds(order: OrderKey & { refundId?: string | null }): Promise<RefundSum> {
    const refundId = order.refundId ?? null;
    const isMeant = sql`${testEvents.result}->>'refundId' = hub_canonical_text(${refundId}::text)`;
    const amount = sql`(${testEvents.result}->>'amount')::numeric`;
    const [row] = await this.#tx
      .select({
        total: sql<string>`coalesce(sum(${amount}), ${NOTHING})::text`,
        isWhole: sql<boolean>`coalesce(bool_or(${testEvents.result}->>'amount' IS NULL), false)`,
        isKnown: sql<boolean>`coalesce(bool_or(${isMeant}), false)`,
        amount: sql<string | null>`max(${amount}) FILTER (WHERE ${isMeant})::text`,
      })
      .from(testEvents)
      .where(this.#of('refund', order));
    const { total = '0.00', isWhole = false, isKnown = false, amount: meant = null } = row ?? {};
    return { total, isWhole, meant: isKnown ? { amount: meant } : null };
  }

  async insertRefund({ storefrontId, orderId, refundId, amount }: RefundData): Promise<boolean> {
    await insertTestEvents(this.#tx, storefrontId, [
      {
        kind: 'refund',
        outcome: 'recorded',
        subject: sql`hub_canonical_text(${orderId}::text)` as unknown as string,
        body: { orderId, refundId, amount },
        result:
          sql`jsonb_build_object('refundId', hub_canonical_text(${refundId}::text), 'amount', ${amount}::text)` as never,
      },
    ]);
    return true;
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

  async write(order: ConversionWrite): Promise<number> {
    if (order.verdict === 'insert') {
      const { storefrontId, affiliateId, isOrderShadowed: _, ...attribution } = order.attribution;
      return insertTestEvents(this.#tx, storefrontId, [
        {
          kind: 'order',
          outcome: 'recorded',
          affiliateId,
          subject: sql`hub_canonical_text(${attribution.orderId}::text)` as unknown as string,
          body: bodyOf(attribution.orderId, attribution),
          result: { ...attribution, status: 'pending' },
        },
      ]);
    }
    const { claimId, attribution } = order;
    const [claim] = await this.#tx.select().from(testEvents).where(eq(testEvents.id, claimId));
    if (claim === undefined) throw new Error(`there is no test order ${claimId}`);
    const { orderId } = toAttribution(claim);
    await this.#tx
      .update(testEvents)
      .set({ result: { ...claim.result, ...attribution, kind: 'verified', status: 'pending' } })
      .where(eq(testEvents.id, claimId));
    await insertTestEvents(this.#tx, claim.storefrontId, [
      {
        kind: 'order',
        outcome: 'recorded',
        affiliateId: claim.affiliateId,
        message: 'verified the claim for this order',
        body: bodyOf(orderId, attribution),
        result: { attributionId: claimId },
      },
    ]);
    return claimId;
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
