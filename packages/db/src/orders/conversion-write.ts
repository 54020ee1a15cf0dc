import { eq, sql } from 'drizzle-orm';
import { addToRollups, type RollupChange } from '../affiliates/rollup-write.ts';
import type { Executor } from '../database.ts';
import type { AttributionRow, OrderKey, ReversalColumns } from './order-types.ts';
import { type AttributedBy, affAttributions, type IgnoredField } from './tables.ts';

/** The columns of an order, verified or claimed. */
interface OrderColumns extends ReversalColumns {
  /** Decimal strings. */
  revenue: string;
  commission: string;
  commissionSource: AttributionRow['commissionSource'];
  commissionBps: number | null;
  status?: 'pending' | 'approved';
  clickId: number | null;
  attributedBy?: AttributedBy;
  ignored?: IgnoredField[] | null;
  isApart?: boolean;
}

export interface NewAttribution extends OrderKey, OrderColumns {
  /** When the customer ordered: the day of its metrics. Unset: now. */
  timestamp?: Date;
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
      ? await insertAttribution(db, order.attribution)
      : await db
          .update(affAttributions)
          // A void claim counts again.
          .set({ status: 'pending', ...order.attribution, kind: 'verified', updatedAt: sql`now()` })
          .where(eq(affAttributions.id, order.claimId))
          .returning(writtenColumns);
  const row = rows[0];
  if (row === undefined) throw new Error(`the ${order.verdict} of a conversion returned no row`);
  if (order.adds !== null) {
    await addToRollups(db, [{ affiliateId: row.affiliateId, at: row.timestamp, ...order.adds }]);
  }
  return row.id;
}

function insertAttribution(db: Executor, { timestamp, ...attribution }: NewAttribution) {
  // Every column is told, so that the statement has one text.
  const columns = {
    isOrderShadowed: false,
    status: 'pending' as const,
    attributedBy: null,
    ignored: null,
    isApart: false,
    ...attribution,
  };
  return db
    .insert(affAttributions)
    .values({ ...columns, timestamp: sql`coalesce(${timestamp?.toISOString() ?? null}::timestamptz, now())` })
    .returning(writtenColumns)
    .prepare('hub_insert_attribution')
    .execute();
}

const writtenColumns = {
  id: affAttributions.id,
  affiliateId: affAttributions.affiliateId,
  timestamp: affAttributions.timestamp,
};
