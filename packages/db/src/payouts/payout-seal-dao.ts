import { and, asc, gt, isNotNull, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { payoutBatches, payoutDetails, payoutItems, payoutSettings } from './tables.ts';

/** A column that is sealed. */
export const PAYOUT_SEALS = ['details', 'debtors', 'paypal', 'items', 'files'] as const;
export type PayoutSeal = (typeof PAYOUT_SEALS)[number];

/** What one of them holds in a row. */
export interface SealedText {
  id: number;
  /** Of an item, which is sealed for its reference. */
  reference: string | null;
  sealed: string;
}

const nothing = sql<string | null>`NULL`;
const columns = {
  details: {
    id: payoutDetails.affiliateId,
    reference: nothing,
    sealed: payoutDetails.sealed,
    of: payoutDetails,
  },
  debtors: {
    ...{ id: payoutSettings.storefrontId, reference: nothing, sealed: payoutSettings.debtorSealed },
    of: payoutSettings,
  },
  paypal: {
    ...{ id: payoutSettings.storefrontId, reference: nothing, sealed: payoutSettings.paypalSealed },
    of: payoutSettings,
  },
  items: {
    id: payoutItems.id,
    reference: payoutItems.reference,
    sealed: payoutItems.payeeSealed,
    of: payoutItems,
  },
  files: { id: payoutBatches.id, reference: nothing, sealed: payoutBatches.fileSealed, of: payoutBatches },
};

/** All that payouts keep sealed, to be sealed anew, or removed once nobody can open it. */
export class PayoutSealDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns the next rows of a column that hold something, by id. */
  async getSealed(column: PayoutSeal, afterId: number, limit: number): Promise<SealedText[]> {
    const { id, reference, sealed, of } = columns[column];
    const rows = await this.#db
      .select({ id, reference, sealed })
      .from(of)
      .where(and(isNotNull(sealed), gt(id, afterId)))
      .orderBy(asc(id))
      .limit(limit);
    return rows.map((row) => ({ id: row.id, reference: row.reference, sealed: row.sealed ?? '' }));
  }

  /** Replaces a sealed text, unless somebody has changed it meanwhile. */
  async replace(column: PayoutSeal, id: number, change: { from: string; to: string }): Promise<void> {
    const { id: key, sealed, of } = columns[column];
    await this.#db.execute(sql`
      UPDATE ${of} SET ${sql.identifier(sealed.name)} = ${change.to} WHERE ${key} = ${id} AND ${sealed} = ${change.from}`);
  }

  /** Removes all that only a lost encryption key could open. Returns how many partners must be asked again. */
  async deleteSealed(): Promise<{ payees: number; settings: number; files: number }> {
    const payees = await this.#db.delete(payoutDetails);
    const settings = await this.#db
      .update(payoutSettings)
      .set({ debtorSealed: null, debtorHint: null, paypalSealed: null, paypalHint: null })
      .where(sql`num_nonnulls(${payoutSettings.debtorSealed}, ${payoutSettings.paypalSealed}) > 0`);
    await this.#db.update(payoutItems).set({ payeeSealed: null }).where(isNotNull(payoutItems.payeeSealed));
    const files = await this.#db
      .update(payoutBatches)
      .set({ fileSealed: null })
      .where(isNotNull(payoutBatches.fileSealed));
    const counted = [payees, settings, files].map(({ rowCount }) => rowCount ?? 0);
    return { payees: counted[0] ?? 0, settings: counted[1] ?? 0, files: counted[2] ?? 0 };
  }

  /**
   * Removes files, and where items went, of batches that ended before a time; ids and amounts stay. Returns the number of
   * batches.
   */
  async deleteOld(before: Date): Promise<number> {
    const { rows } = await this.#db.execute<{ batches: number }>(sql`
      WITH old AS (
        SELECT id FROM payout_batches
        WHERE state IN ('settled', 'partly', 'cancelled')
          AND greatest(created_at, submitted_at, settled_at, cancelled_at) < ${before.toISOString()}::timestamptz),
      items AS (
        UPDATE payout_items SET payee_sealed = NULL, payee_hint = NULL FROM old
        WHERE batch_id = old.id AND num_nonnulls(payee_sealed, payee_hint) > 0 RETURNING batch_id),
      files AS (
        UPDATE payout_batches AS batch SET file_sealed = NULL FROM old
        WHERE batch.id = old.id AND file_sealed IS NOT NULL RETURNING batch.id)
      SELECT count(*)::integer AS batches FROM (SELECT batch_id FROM items UNION SELECT id FROM files) AS emptied`);
    return rows[0]?.batches ?? 0;
  }
}
