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

/** What a conversion's commission is in payout by. */
export interface ConversionPayout {
  kind: 'batch' | 'request';
  id: number;
}

/** Conversions as payments change them. */
export class PaidConversionsDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /**
   * Marks conversions as paid whose commissions are covered: approved, all of them payable by the time that the payment
   * was reserved, none of them in another payment, and none of them held by a dispute now. Returns their ids.
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
            OR (${lastMatured} <= cover."throughSeq" AND ${isInCover}
              AND NOT EXISTS (SELECT FROM commissions AS commission WHERE commission.attribution_id = attribution.id
                              AND (commission.matured_at IS NULL OR commission.held > 0))
              -- What is in payout by itself is not a part of this payment.
              AND NOT EXISTS (SELECT FROM payout_items AS own WHERE own.attribution_id = attribution.id
                              AND own.state IN ('reserved', 'sent', 'mismatched'))))
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
   * Returns what an unpaid conversion's commission, or a part of it, is in payout by; null: nothing. Exact only after the
   * affiliate's balances were locked in this transaction.
   */
  async findPayout(attributionId: number): Promise<ConversionPayout | null> {
    const { rows } = await this.#db.execute<{ kind: ConversionPayout['kind']; id: string }>(sql`
      WITH unpaid AS (
        SELECT attribution.id, attribution.affiliate_id, attribution.currency, ${lastMatured} AS seq
        FROM aff_attributions AS attribution WHERE attribution.id = ${attributionId})
      SELECT 'batch' AS kind, item.batch_id AS id FROM unpaid JOIN payout_items AS item
        ON item.affiliate_id = unpaid.affiliate_id AND item.currency = unpaid.currency
      WHERE item.state IN ('reserved', 'sent', 'mismatched')
        AND (item.attribution_id = unpaid.id OR item.through_seq >= unpaid.seq)
      UNION ALL
      SELECT 'request', request.id FROM unpaid JOIN payout_requests AS request
        ON request.affiliate_id = unpaid.affiliate_id AND request.currency = unpaid.currency
      WHERE request.state = 'requested' AND request.through_seq >= unpaid.seq
      LIMIT 1`);
    const [row] = rows;
    return row === undefined ? null : { kind: row.kind, id: Number(row.id) };
  }

  /** Returns the id of the batch by which a conversion was marked as paid, and that another person has to approve; null: none. */
  async findDraft(attributionId: number): Promise<number | null> {
    const { rows } = await this.#db.execute<{ id: string }>(sql`
      SELECT batch.id FROM payout_items AS item JOIN payout_batches AS batch ON batch.id = item.batch_id
      WHERE item.attribution_id = ${attributionId} AND item.state = 'reserved' AND batch.state = 'draft'`);
    const [row] = rows;
    return row === undefined ? null : Number(row.id);
  }
}

/** The number, in what is payable, of the last transfer by which an attribution's commissions matured; null: none did. */
const lastMatured = sql`(
  SELECT max(transfer.credit_seq) FROM ledger_transfers AS transfer
  WHERE transfer.attribution_id = attribution.id AND transfer.cause = 'mature')`;

/** What was reserved of a cover's affiliate as a whole: payments, and requests that are in no batch. */
const reserved = sql`(
  SELECT id AS item_id, 'item ' || id AS cause_id, through_seq FROM payout_items
  WHERE affiliate_id = cover."affiliateId" AND currency = cover.currency AND through_seq IS NOT NULL
    -- Of a request whose batch was cancelled, the request tells.
    AND (request_id IS NULL OR state <> 'cancelled')
  UNION ALL
  SELECT NULL, 'request ' || id, through_seq FROM payout_requests
  WHERE affiliate_id = cover."affiliateId" AND currency = cover.currency AND through_seq IS NOT NULL
    AND state IN ('requested', 'rejected'))`;

/**
 * Whether an attribution's commissions are in a cover's payment. They went with the first that was reserved after they had
 * matured; when that was given back, with the first that was reserved after that; and so on.
 */
const isInCover = sql`(
  WITH RECURSIVE stay AS (
    SELECT first.* FROM LATERAL (
      SELECT * FROM ${reserved} AS whole WHERE through_seq >= ${lastMatured} ORDER BY through_seq LIMIT 1) AS first
    UNION ALL
    SELECT next.* FROM stay JOIN ledger_transfers AS back
      ON back.cause IN ('release', 'return') AND back.cause_id = stay.cause_id AND back.leg = 0
    CROSS JOIN LATERAL (
      SELECT * FROM ${reserved} AS whole WHERE through_seq >= back.credit_seq ORDER BY through_seq LIMIT 1) AS next)
  SELECT EXISTS (SELECT FROM stay WHERE stay.item_id = cover."itemId"))`;
