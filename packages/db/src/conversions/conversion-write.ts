import { and, eq, sql } from 'drizzle-orm';
import { addToRollup } from '../affiliates/rollup-write.ts';
import type { Transaction } from '../database.ts';
import { type EventIdentity, findEvent, lockEvent, rememberEvent } from '../tracking/event-id.ts';
import { affAttributions } from './tables.ts';

/** An order: the shop's id of it, which is its own in a storefront. */
export interface OrderKey {
  storefrontId: number;
  orderId: string;
}

export type AttributionRow = typeof affAttributions.$inferSelect;

export interface ConversionData extends OrderKey {
  affiliateId: number;
  pixelId: string;
  kind: 'verified' | 'claim';
  /** Decimal strings. */
  revenue: string;
  commission: string;
  currency: string;
  clickId: number | null;
  event?: EventIdentity | undefined;
}

export type ConversionResult =
  | { outcome: 'inserted'; attributionId: number }
  /** A claim of the same pixel became the verified conversion. */
  | { outcome: 'promoted'; attributionId: number }
  /** The event id was answered before. */
  | { outcome: 'repeated'; attributionId: number }
  /** The order is taken: by a verified conversion, or by a claim of the same pixel. */
  | { outcome: 'conflict'; attributionId: number }
  | { outcome: 'event_mismatch' };

/** Writes one conversion and all that hangs off it inside the caller's transaction. */
export async function insertConversion(tx: Transaction, data: ConversionData): Promise<ConversionResult> {
  if (data.event !== undefined) {
    await lockEvent(tx, data.storefrontId, data.event.eventId);
    const known = await findEvent(tx, data.storefrontId, data.event);
    if (known === 'mismatch') return { outcome: 'event_mismatch' };
    if (known !== 'unknown') return { outcome: 'repeated', attributionId: known.resultId };
  }
  await lockOrder(tx, data);
  const result = await insertOrPromote(tx, data);
  if (data.event === undefined || result.outcome === 'event_mismatch' || result.outcome === 'conflict') {
    return result;
  }
  const { attributionId: resultId } = result;
  const isRemembered = await rememberEvent(tx, data.storefrontId, { ...data.event, resultId });
  return isRemembered ? result : tx.rollback();
}

/**
 * Serialises the writers of one order until the transaction ends. The unique indexes alone would keep the books
 * right; the lock lets every loser of a race answer which conversion won.
 */
export async function lockOrder(tx: Transaction, { storefrontId, orderId }: OrderKey): Promise<void> {
  await tx.execute(
    sql`SELECT pg_advisory_xact_lock(hashtextextended(${`order:${storefrontId}:${orderId}`}, 1))`,
  );
}

/** All that is attributed of an order, as it stays until the transaction ends. */
export function lockAttributions(tx: Transaction, order: OrderKey): Promise<AttributionRow[]> {
  return (
    tx
      .select()
      .from(affAttributions)
      .where(
        and(eq(affAttributions.storefrontId, order.storefrontId), eq(affAttributions.orderId, order.orderId)),
      )
      // Their days are corrected in this order, so that two orders never wait for each other.
      .orderBy(affAttributions.affiliateId, affAttributions.id)
      // An operator may be voiding one this moment: the rollup's correction starts from how that ends.
      .for('no key update')
  );
}

async function insertOrPromote(tx: Transaction, data: ConversionData): Promise<ConversionResult> {
  const before = await lockAttributions(tx, data);
  const ownRow = before.find((row) => row.pixelId === data.pixelId);
  const verifiedRow = before.find((row) => row.kind === 'verified');

  if (data.kind === 'verified' && verifiedRow !== undefined) {
    return { outcome: 'conflict', attributionId: verifiedRow.id };
  }
  if (ownRow !== undefined && data.kind === 'claim') return { outcome: 'conflict', attributionId: ownRow.id };
  const attributionId =
    ownRow === undefined ? await insertRow(tx, data) : await promoteClaim(tx, ownRow, data);
  await applyRefunds(tx, data);
  await bookChanges(tx, before, await lockAttributions(tx, data));
  return { outcome: ownRow === undefined ? 'inserted' : 'promoted', attributionId };
}

async function insertRow(tx: Transaction, data: ConversionData): Promise<number> {
  const { event: _event, ...values } = data;
  const [row] = await tx.insert(affAttributions).values(values).returning({ id: affAttributions.id });
  if (row === undefined) throw new Error('the insert of a conversion returned no row');
  return row.id;
}

// The verified caller's amounts replace the claimed ones. A claim that was void enters the metrics again.
async function promoteClaim(tx: Transaction, claim: AttributionRow, data: ConversionData): Promise<number> {
  await tx
    .update(affAttributions)
    .set({
      kind: 'verified',
      status: 'pending',
      revenue: data.revenue,
      commission: data.commission,
      // Measured anew by what was refunded of the order.
      refunded: '0',
      commissionReversed: '0',
      clickId: data.clickId ?? claim.clickId,
      updatedAt: sql`now()`,
    })
    .where(eq(affAttributions.id, claim.id));
  return claim.id;
}

/**
 * Takes from an order's attributions what was refunded of it, all refunds together: of the commission
 * `round(commission × refunded / revenue)`, so that nothing drifts and the last refund leaves exactly zero.
 */
export async function applyRefunds(tx: Transaction, { storefrontId, orderId }: OrderKey): Promise<void> {
  await tx.execute(sql`
    UPDATE aff_attributions AS attribution SET
      refunded = CASE WHEN is_whole THEN revenue ELSE least(total, revenue) END,
      commission_reversed =
        CASE WHEN is_whole OR total >= revenue THEN commission ELSE round(commission * total / revenue, 2) END,
      is_reversed = is_whole OR total >= revenue,
      updated_at = now()
    FROM (
      SELECT coalesce(sum(amount), 0) AS total, bool_or(amount IS NULL) AS is_whole
      FROM aff_refunds WHERE storefront_id = ${storefrontId} AND order_id = ${orderId} HAVING count(*) > 0) AS refunds
    WHERE attribution.storefront_id = ${storefrontId} AND attribution.order_id = ${orderId}`);
}

/** Brings the metrics of attributions' days up to what became of them. */
export async function bookChanges(
  tx: Transaction,
  before: readonly AttributionRow[],
  after: readonly AttributionRow[],
): Promise<void> {
  for (const row of after) {
    const was = contribution(before.find(({ id }) => id === row.id));
    const is = contribution(row);
    if (was.conversions === is.conversions && was.revenue === is.revenue && was.refunded === is.refunded)
      continue;
    await addToRollup(tx, {
      affiliateId: row.affiliateId,
      day: row.timestamp.toISOString().slice(0, 10),
      conversions: is.conversions - was.conversions,
      revenue: sql`${is.revenue}::numeric - ${is.refunded}::numeric - (${was.revenue}::numeric - ${was.refunded}::numeric)`,
    });
  }
}

/** What an attribution is in the metrics. */
function contribution(row: AttributionRow | undefined) {
  return row === undefined || row.status === 'void' || row.isReversed
    ? { conversions: 0, revenue: '0', refunded: '0' }
    : { conversions: 1, revenue: row.revenue, refunded: row.refunded };
}
