import { and, eq, sql } from 'drizzle-orm';
import type { Transaction } from '../database.ts';
import { affAttributions } from '../schema/index.ts';
import { type EventIdentity, findEvent, lockEvent, rememberEvent } from './event-id.ts';
import { addToRollup } from './rollup-write.ts';

export interface ConversionData {
  storefrontId: number;
  affiliateId: number;
  pixelId: string;
  orderId: string;
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
  await lockOrder(tx, data.storefrontId, data.orderId);
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
export async function lockOrder(tx: Transaction, storefrontId: number, orderId: string): Promise<void> {
  await tx.execute(
    sql`SELECT pg_advisory_xact_lock(hashtextextended(${`order:${storefrontId}:${orderId}`}, 1))`,
  );
}

async function insertOrPromote(tx: Transaction, data: ConversionData): Promise<ConversionResult> {
  const rivals = await tx
    .select()
    .from(affAttributions)
    .where(
      and(eq(affAttributions.storefrontId, data.storefrontId), eq(affAttributions.orderId, data.orderId)),
    )
    // An operator may be voiding the claim this moment: the rollup's correction starts from how that ends.
    .for('no key update');
  const ownRow = rivals.find((row) => row.pixelId === data.pixelId);
  const verifiedRow = rivals.find((row) => row.kind === 'verified');

  if (data.kind === 'verified' && verifiedRow !== undefined) {
    return { outcome: 'conflict', attributionId: verifiedRow.id };
  }
  if (ownRow === undefined) return { outcome: 'inserted', attributionId: await insertRow(tx, data) };
  if (data.kind === 'claim') return { outcome: 'conflict', attributionId: ownRow.id };
  await promoteClaim(tx, ownRow, data);
  return { outcome: 'promoted', attributionId: ownRow.id };
}

async function insertRow(tx: Transaction, data: ConversionData): Promise<number> {
  const { event: _event, ...values } = data;
  const [row] = await tx.insert(affAttributions).values(values).returning({ id: affAttributions.id });
  if (row === undefined) throw new Error('the insert of a conversion returned no row');
  await addToRollup(tx, { affiliateId: data.affiliateId, clicks: 0, conversions: 1, revenue: data.revenue });
  return row.id;
}

// The verified caller's amounts replace the claimed ones, and the claim's day is corrected by the difference. A claim
// that was void had left the metrics, so it enters them again.
async function promoteClaim(
  tx: Transaction,
  claim: typeof affAttributions.$inferSelect,
  data: ConversionData,
): Promise<void> {
  await tx
    .update(affAttributions)
    .set({
      kind: 'verified',
      status: 'pending',
      revenue: data.revenue,
      commission: data.commission,
      clickId: data.clickId ?? claim.clickId,
      updatedAt: sql`now()`,
    })
    .where(eq(affAttributions.id, claim.id));
  const wasVoid = claim.status === 'void';
  const { rows } = await tx.execute<{ difference: string }>(
    sql`SELECT (${data.revenue}::numeric - ${wasVoid ? '0' : claim.revenue}::numeric)::text AS difference`,
  );
  await addToRollup(tx, {
    affiliateId: claim.affiliateId,
    day: claim.timestamp.toISOString().slice(0, 10),
    clicks: 0,
    conversions: wasVoid ? 1 : 0,
    revenue: rows[0]?.difference ?? '0',
  });
}
