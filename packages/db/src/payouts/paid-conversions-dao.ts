import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** What a payment covers: an affiliate's conversions up to a transfer, or one conversion. */
export interface Cover {
  itemId: number;
  affiliateId: number;
  currency: string;
  /** The number of the last transfer of `payable` that it counts; null: it pays no conversion as a whole. */
  throughSeq: number | null;
  /** Of a payment of one conversion. */
  attributionId: number | null;
}

/** Conversions as payments change them. */
export class PaidConversionsDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /**
   * Marks conversions as paid whose commissions are covered: approved, all of them payable by the time that the payment
   * was reserved, and none of them held by a dispute now. Returns their ids.
   */
  async markPaid(covers: readonly Cover[]): Promise<number[]> {
    if (covers.length === 0) return [];
    const { rows } = await this.#db.execute<{ id: number }>(sql`
      WITH covered AS (
        SELECT attribution.id, cover."itemId" AS item_id
        FROM jsonb_to_recordset(${JSON.stringify(covers)}::jsonb) AS cover (
          "itemId" bigint, "affiliateId" integer, currency text, "throughSeq" bigint, "attributionId" integer)
        JOIN aff_attributions AS attribution
          ON attribution.affiliate_id = cover."affiliateId" AND attribution.currency = cover.currency
        WHERE attribution.kind = 'verified' AND attribution.status = 'approved'
          AND (attribution.id = cover."attributionId"
            OR (${lastMatured} <= cover."throughSeq"
              AND NOT EXISTS (SELECT FROM commissions AS commission WHERE commission.attribution_id = attribution.id
                              AND (commission.matured_at IS NULL OR commission.held > 0))))
        ORDER BY attribution.id FOR NO KEY UPDATE OF attribution),
      paid AS (
        UPDATE aff_attributions SET status = 'paid', updated_at = now()
        FROM covered WHERE aff_attributions.id = covered.id AND aff_attributions.status = 'approved'
        RETURNING aff_attributions.id, covered.item_id)
      INSERT INTO payout_conversions (item_id, attribution_id) SELECT item_id, id FROM paid
      RETURNING attribution_id AS id`);
    return rows.map(({ id }) => id);
  }

  /** Marks conversions as approved again whose payments came back. Returns their ids. */
  async markUnpaid(itemIds: readonly number[]): Promise<number[]> {
    if (itemIds.length === 0) return [];
    const { rows } = await this.#db.execute<{ id: number }>(sql`
      WITH covered AS (
        SELECT attribution.id
        FROM payout_conversions AS conversion JOIN aff_attributions AS attribution ON attribution.id = conversion.attribution_id
        WHERE conversion.item_id = ANY (${sql.param([...itemIds])}::bigint[]) AND attribution.status = 'paid'
        ORDER BY attribution.id FOR NO KEY UPDATE OF attribution)
      UPDATE aff_attributions SET status = 'approved', updated_at = now()
      FROM covered WHERE aff_attributions.id = covered.id
      RETURNING aff_attributions.id`);
    return rows.map(({ id }) => id);
  }

  /**
   * Returns the batch or the request that an approved conversion's commission is in payout by; null: none. Exact only
   * after the affiliate's balances were locked in this transaction.
   */
  async findPayout(
    attributionId: number,
  ): Promise<{ batchId: number; requestId: null } | { batchId: null; requestId: number } | null> {
    const { rows } = await this.#db.execute<{ kind: 'batch' | 'request'; id: string }>(sql`
      WITH approved AS (
        SELECT attribution.id, attribution.affiliate_id, attribution.currency, ${lastMatured} AS seq
        FROM aff_attributions AS attribution WHERE attribution.id = ${attributionId} AND attribution.status = 'approved')
      SELECT 'batch' AS kind, item.batch_id AS id FROM approved JOIN payout_items AS item
        ON item.affiliate_id = approved.affiliate_id AND item.currency = approved.currency
      WHERE item.state IN ('reserved', 'sent', 'mismatched')
        AND (item.attribution_id = approved.id OR item.through_seq >= approved.seq)
      UNION ALL
      SELECT 'request', request.id FROM approved JOIN payout_requests AS request
        ON request.affiliate_id = approved.affiliate_id AND request.currency = approved.currency
      WHERE request.state = 'requested' AND request.through_seq >= approved.seq
      LIMIT 1`);
    const [row] = rows;
    if (row === undefined) return null;
    const id = Number(row.id);
    return row.kind === 'batch' ? { batchId: id, requestId: null } : { batchId: null, requestId: id };
  }
}

/** The number, in what is payable, of the last transfer by which an attribution's commissions matured; null: none did. */
const lastMatured = sql`(
  SELECT max(transfer.credit_seq) FROM ledger_transfers AS transfer
  WHERE transfer.attribution_id = attribution.id AND transfer.cause = 'mature')`;
