import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { affiliates } from '../affiliates/tables.ts';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { storefronts } from '../storefronts/tables.ts';
import { applyRefunds, bookChanges, lockAttributions, lockOrder, type OrderKey } from './conversion-write.ts';
import { affAttributions, affRefunds } from './tables.ts';

export type ConversionStatus = 'pending' | 'approved' | 'paid' | 'void';
export type ConversionKind = 'verified' | 'claim';

/** A conversion with the names that a reader knows it by. */
export interface ConversionView {
  id: number;
  affiliateId: number;
  affiliateHandle: string;
  affiliateName: string;
  storefront: string;
  orderId: string;
  kind: ConversionKind;
  status: ConversionStatus;
  revenue: string;
  commission: string;
  /** What was given back of the order, and the part of the commission that goes with it. */
  refunded: string;
  commissionReversed: string;
  currency: string;
  clickId: number | null;
  createdAt: Date;
}

export interface RefundData extends OrderKey {
  /** The shop's own id of it. */
  refundId: string;
  /** Decimal string; null: all that is left of the order. */
  amount: string | null;
}

export type RefundResult =
  | { outcome: 'recorded' | 'repeated' }
  /** This refund is known, with another amount. */
  | { outcome: 'mismatch' };

export type VerifyResult =
  | { outcome: 'verified' }
  | { outcome: 'conflict'; attributionId: number }
  | { outcome: 'stale' };

const viewColumns = {
  id: affAttributions.id,
  affiliateId: affAttributions.affiliateId,
  affiliateHandle: affiliates.handle,
  affiliateName: affiliates.name,
  storefront: storefronts.slug,
  orderId: affAttributions.orderId,
  kind: affAttributions.kind,
  status: affAttributions.status,
  revenue: affAttributions.revenue,
  commission: affAttributions.commission,
  refunded: affAttributions.refunded,
  commissionReversed: affAttributions.commissionReversed,
  currency: affAttributions.currency,
  clickId: affAttributions.clickId,
  createdAt: affAttributions.timestamp,
};

/** Conversions as operators see and move them. */
export class ConversionDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** One page of conversions, newest first. */
  async getConversions(
    request: PageRequest & {
      affiliateId?: number | undefined;
      status?: ConversionStatus | undefined;
      kind?: ConversionKind | undefined;
      /** Of this storefront only; null: of all. */
      storefrontId: number | null;
    },
  ): Promise<Page<ConversionView>> {
    const rows = await this.#select(
      and(
        request.afterId === undefined ? undefined : lt(affAttributions.id, cursorId(request.afterId)),
        request.affiliateId === undefined ? undefined : eq(affAttributions.affiliateId, request.affiliateId),
        request.status === undefined ? undefined : eq(affAttributions.status, request.status),
        request.kind === undefined ? undefined : eq(affAttributions.kind, request.kind),
        request.storefrontId === null ? undefined : eq(affAttributions.storefrontId, request.storefrontId),
      ),
      request.limit + 1,
    );
    return toPage(rows, request.limit);
  }

  async getConversionById(id: number): Promise<ConversionView | null> {
    const rows = await this.#select(eq(affAttributions.id, id), 1);
    return rows[0] ?? null;
  }

  /** The verified conversion of an order; null when there is none. */
  async getVerifiedConversion({ storefrontId, orderId }: OrderKey): Promise<ConversionView | null> {
    const rows = await this.#select(
      and(
        eq(affAttributions.storefrontId, storefrontId),
        eq(affAttributions.orderId, orderId),
        eq(affAttributions.kind, 'verified'),
      ),
      1,
    );
    return rows[0] ?? null;
  }

  /** A conversion that nobody else moves until the transaction ends; null when there is none. */
  async lockConversion(id: number): Promise<{ status: ConversionStatus; kind: ConversionKind } | null> {
    const rows = await this.#db
      .select({ status: affAttributions.status, kind: affAttributions.kind })
      .from(affAttributions)
      .where(eq(affAttributions.id, id))
      .for('no key update');
    return rows[0] ?? null;
  }

  #select(condition: ReturnType<typeof and>, limit: number): Promise<ConversionView[]> {
    return this.#db
      .select(viewColumns)
      .from(affAttributions)
      .innerJoin(affiliates, eq(affiliates.id, affAttributions.affiliateId))
      .innerJoin(storefronts, eq(storefronts.id, affAttributions.storefrontId))
      .where(condition)
      .orderBy(desc(affAttributions.id))
      .limit(limit);
  }

  /**
   * Moves a conversion on if it is of `kind` and still in one of `from`; false when it is not (any more). Leaving or
   * re-entering the metrics is booked on the conversion's own day.
   */
  moveStatus(
    id: number,
    move: { from: ConversionStatus[]; to: ConversionStatus; kinds: ConversionKind[] },
  ): Promise<boolean> {
    return this.#db.transaction(async (tx) => {
      const [before] = await tx
        .select()
        .from(affAttributions)
        .where(
          and(
            eq(affAttributions.id, id),
            inArray(affAttributions.status, move.from),
            inArray(affAttributions.kind, move.kinds),
          ),
        )
        .for('no key update');
      if (before === undefined) return false;
      await tx
        .update(affAttributions)
        .set({ status: move.to, updatedAt: sql`now()` })
        .where(eq(affAttributions.id, id));
      await bookChanges(tx, [before], [{ ...before, status: move.to }]);
      return true;
    });
  }

  /** Makes a pending claim the verified conversion of its order, unless another one is. */
  verifyClaim(conversion: { id: number; orderId: string }): Promise<VerifyResult> {
    return this.#db.transaction(async (tx) => {
      const [claim] = await tx.select().from(affAttributions).where(eq(affAttributions.id, conversion.id));
      if (claim === undefined) return { outcome: 'stale' };
      await lockOrder(tx, claim);
      const [rival] = await tx
        .select({ id: affAttributions.id })
        .from(affAttributions)
        .where(
          and(
            eq(affAttributions.storefrontId, claim.storefrontId),
            eq(affAttributions.orderId, claim.orderId),
            eq(affAttributions.kind, 'verified'),
          ),
        );
      if (rival !== undefined && rival.id !== claim.id)
        return { outcome: 'conflict', attributionId: rival.id };
      const rows = await tx
        .update(affAttributions)
        .set({ kind: 'verified', updatedAt: sql`now()` })
        .where(
          and(
            eq(affAttributions.id, claim.id),
            eq(affAttributions.kind, 'claim'),
            eq(affAttributions.status, 'pending'),
          ),
        )
        .returning({ id: affAttributions.id });
      return rows.length === 1 ? { outcome: 'verified' } : { outcome: 'stale' };
    });
  }

  /**
   * Books what was given back of an order: of its verified conversion, and of the claims beside it. A refund of an order
   * that is not known yet is booked as soon as the order comes.
   */
  recordRefund(data: RefundData): Promise<RefundResult> {
    return this.#db.transaction(async (tx) => {
      await lockOrder(tx, data);
      const inserted = await tx.insert(affRefunds).values(data).onConflictDoNothing().returning();
      if (inserted.length === 0) {
        const { rowCount } = await tx.execute(sql`
          SELECT FROM aff_refunds
          WHERE storefront_id = ${data.storefrontId} AND order_id = ${data.orderId} AND refund_id = ${data.refundId}
            AND amount IS NOT DISTINCT FROM ${data.amount}::numeric`);
        return { outcome: rowCount === 1 ? 'repeated' : 'mismatch' };
      }
      const before = await lockAttributions(tx, data);
      await applyRefunds(tx, data);
      await bookChanges(tx, before, await lockAttributions(tx, data));
      return { outcome: 'recorded' };
    });
  }
}
