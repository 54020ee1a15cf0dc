import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import type { ItemState } from './tables.ts';

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

/** The payment that a conversion's commission is in, or was paid by. */
export interface ConversionPayment {
  batchId: number;
  itemState: ItemState;
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
    await this.#awaitDisputes(covers);
    return this.#markPaid(covers, sql`true`);
  }

  async #markPaid(covers: readonly Cover[], isAsked: SQL): Promise<number[]> {
    const { rows } = await this.#db.execute<{ id: number }>(sql`
      WITH covered AS (
        SELECT attribution.id, cover."itemId" AS item_id
        FROM ${listed(covers)} JOIN aff_attributions AS attribution
          ON attribution.affiliate_id = cover."affiliateId" AND attribution.currency = cover.currency
        WHERE attribution.kind = 'verified' AND attribution.status = 'approved' AND ${isAsked}
          AND (attribution.id = cover."attributionId"
            OR (${lastMatured} <= cover."throughSeq"
              AND EXISTS (WITH RECURSIVE ${stay} SELECT FROM stay WHERE stay.item_id = cover."itemId")
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

  /**
   * Marks a conversion as paid, which the caller has locked, where a payment that has left covered it while a dispute held
   * it. Returns its id, or nothing.
   */
  async markPaidBefore(attributionId: number): Promise<number[]> {
    const { rows } = await this.#db.execute<{
      itemId: string;
      affiliateId: number;
      currency: string;
      seq: string;
    }>(sql`
      SELECT item.id AS "itemId", item.affiliate_id AS "affiliateId", item.currency, item.through_seq AS seq
      FROM aff_attributions AS attribution JOIN payout_items AS item
        ON item.affiliate_id = attribution.affiliate_id AND item.currency = attribution.currency
      WHERE attribution.id = ${attributionId} AND item.state = 'paid' AND item.through_seq >= ${lastMatured}`);
    const covers = rows.map(({ itemId, seq, ...cover }) => ({
      ...{ ...cover, itemId: Number(itemId), throughSeq: Number(seq), attributionId: null },
    }));
    if (covers.length === 0) return [];
    // No other one: whoever closes another dispute of the affiliate may hold it, and wait for this one.
    return this.#markPaid(covers, sql`attribution.id = ${attributionId}`);
  }

  /** Whoever closes a dispute meanwhile goes first: what it held then counts as it stands afterwards. */
  async #awaitDisputes(covers: readonly Cover[]): Promise<void> {
    const affiliateIds = covers.map(({ affiliateId }) => affiliateId);
    await this.#db.execute(sql`
      SELECT FROM aff_attributions AS attribution
      WHERE attribution.status = 'approved' AND attribution.affiliate_id = ANY (${sql.param(affiliateIds)}::integer[])
        -- Few: they have an index of their own.
        AND attribution.id IN (SELECT attribution_id FROM commissions WHERE held > 0)
      ORDER BY attribution.id FOR NO KEY UPDATE`);
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
   * Returns what an unpaid conversion's commission is in payout by; null: nothing. Exact only after the affiliate's balances
   * were locked in this transaction.
   */
  async findPayout(attributionId: number): Promise<ConversionPayout | null> {
    const { rows } = await this.#db.execute<{ kind: ConversionPayout['kind']; id: string }>(sql`
      SELECT payout.kind, payout.id FROM aff_attributions AS attribution, ${coverOfAttribution},
      LATERAL (
        WITH RECURSIVE ${stay}
        SELECT 'batch' AS kind, item.batch_id AS id FROM stay JOIN payout_items AS item ON item.id = stay.item_id
        WHERE item.state IN ('reserved', 'sent', 'mismatched')
        UNION ALL
        SELECT 'request', request.id FROM stay JOIN payout_requests AS request ON stay.cause_id = 'request ' || request.id
        WHERE stay.item_id IS NULL AND request.state = 'requested') AS payout
      WHERE attribution.id = ${attributionId} LIMIT 1`);
    const [row] = rows;
    return row === undefined ? null : { kind: row.kind, id: Number(row.id) };
  }

  /** Returns the payments that conversions are in, or were paid by, by the conversions' ids; none of those without one. */
  async getPayments(attributionIds: readonly number[]): Promise<Map<number, ConversionPayment>> {
    if (attributionIds.length === 0) return new Map();
    const { rows } = await this.#db.execute<{ id: number; batchId: string; itemState: ItemState }>(sql`
      WITH asked AS (
        SELECT id, affiliate_id, currency, status FROM aff_attributions
        WHERE id = ANY (${sql.param([...attributionIds])}::integer[]) AND kind = 'verified')
      SELECT attribution.id, payment.batch_id AS "batchId", payment.state AS "itemState"
      FROM asked AS attribution, ${coverOfAttribution},
      LATERAL (
        WITH RECURSIVE ${stay}
        SELECT item.batch_id, item.state FROM stay JOIN payout_items AS item ON item.id = stay.item_id
        WHERE item.state IN ('reserved', 'sent', 'mismatched', 'paid')) AS payment
      WHERE attribution.status IN ('pending', 'approved')
      UNION ALL
      SELECT attribution.id, item.batch_id, item.state
      FROM asked AS attribution JOIN payout_conversions AS conversion ON conversion.attribution_id = attribution.id
      JOIN payout_items AS item ON item.id = conversion.item_id
      WHERE attribution.status = 'paid' AND item.state = 'paid'`);
    return new Map(rows.map(({ id, batchId, itemState }) => [id, { batchId: Number(batchId), itemState }]));
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

/** Covers, as `cover`. */
const listed = (covers: readonly Cover[]) => sql`
  jsonb_to_recordset(${JSON.stringify(covers)}::jsonb) AS cover (
    "itemId" bigint, "affiliateId" integer, currency text, "throughSeq" bigint, "attributionId" integer)`;

/** Of an attribution, what of a cover {@link reserved} looks at. */
const coverOfAttribution = sql`
  LATERAL (SELECT attribution.affiliate_id AS "affiliateId", attribution.currency) AS cover`;

/**
 * What was reserved of an attribution's commissions: by themselves; or with all that was payable to the affiliate, by
 * payments and by requests that are in no batch. The former come before those that had counted them.
 */
const reserved = sql`(
  SELECT own.id AS item_id, 'item ' || own.id AS cause_id, transfer.debit_seq AS through_seq, 0 AS place
  FROM payout_items AS own JOIN ledger_transfers AS transfer
    ON transfer.cause = 'reserve' AND transfer.cause_id = 'item ' || own.id AND transfer.leg = 0
  WHERE own.affiliate_id = cover."affiliateId" AND own.attribution_id = attribution.id
  UNION ALL
  SELECT id, 'item ' || id, through_seq, 1 FROM payout_items
  WHERE affiliate_id = cover."affiliateId" AND currency = cover.currency AND through_seq IS NOT NULL
    -- Of a request whose batch was cancelled, the request tells.
    AND (request_id IS NULL OR state <> 'cancelled')
  UNION ALL
  SELECT NULL, 'request ' || id, through_seq, 1 FROM payout_requests
  WHERE affiliate_id = cover."affiliateId" AND currency = cover.currency AND through_seq IS NOT NULL
    AND state IN ('requested', 'rejected'))`;

/**
 * What an attribution's commissions were reserved by, one after the other: the first after they had matured; when that was
 * given back, the first after that; and so on.
 */
const stay = sql`
  stay AS (
    SELECT first.* FROM LATERAL (
      SELECT * FROM ${reserved} AS whole WHERE through_seq >= ${lastMatured} ORDER BY through_seq, place LIMIT 1) AS first
    UNION ALL
    SELECT next.* FROM stay JOIN ledger_transfers AS back
      ON back.cause IN ('release', 'return') AND back.cause_id = stay.cause_id AND back.leg = 0
    CROSS JOIN LATERAL (
      SELECT * FROM ${reserved} AS whole WHERE through_seq >= back.credit_seq ORDER BY through_seq, place LIMIT 1) AS next)`;
