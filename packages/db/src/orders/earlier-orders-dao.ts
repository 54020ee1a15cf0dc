import { sql } from 'drizzle-orm';
import { NOTHING } from '../core/columns.ts';
import type { Executor } from '../database.ts';
import type { AttributionRow, RefundSum } from './order-types.ts';
import type { RefundedLine } from './tables.ts';

/** Orders of attributions from before orders were stored, or from versions of the hub that do not store them. */
export class EarlierOrdersDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns when a conversion was marked as paid, as the audit log says; null where it does not. */
  async getPaidAt(attributionId: number): Promise<Date | null> {
    const { rows } = await this.#db.execute<{ at: string | null }>(sql`
      SELECT max(at)::text AS at FROM audit_log
      WHERE subject_kind = 'conversion' AND subject_id = ${String(attributionId)}
        AND action = 'affiliates.markConversionPaid'`);
    const at = rows[0]?.at ?? null;
    return at === null ? null : new Date(at);
  }

  /** Returns the sum of an order's refunds that were reported before a time. */
  async sumRefundsBefore(
    { storefrontId, orderKey }: Pick<AttributionRow, 'storefrontId' | 'orderKey'>,
    before: Date,
  ): Promise<Pick<RefundSum, 'total' | 'isWhole' | 'byLine'>> {
    const { rows } = await this.#db.execute<{
      total: string;
      isWhole: boolean;
      lines: RefundedLine[][] | null;
    }>(sql`
      SELECT coalesce(sum(amount), ${NOTHING})::text AS total, coalesce(bool_or(amount IS NULL), false) AS "isWhole",
             jsonb_agg(lines) FILTER (WHERE lines IS NOT NULL) AS lines
      FROM aff_refunds
      WHERE storefront_id = ${storefrontId} AND order_key = ${orderKey} AND timestamp < ${before.toISOString()}::timestamptz`);
    const { total = '0.00', isWhole = false, lines = null } = rows[0] ?? {};
    return { total, isWhole, byLine: lines?.flat() ?? [] };
  }

  /** Returns the id of the first verified attribution whose order is not stored; null when all are. */
  async findFirst(): Promise<number | null> {
    const { rows } = await this.#db.execute<{ id: number | null }>(sql`
      SELECT min(id) AS id FROM aff_attributions AS attribution
      WHERE kind = 'verified' AND NOT EXISTS (
        SELECT FROM orders WHERE orders.storefront_id = attribution.storefront_id
                             AND orders.order_key = attribution.order_key)`);
    return rows[0]?.id ?? null;
  }

  /**
   * Stores the orders of the next `limit` attributions from an id on, each as it was attributed and under the id of its
   * attribution, so that the list of orders stays in the order of time. Returns the id to go on from; null at the end.
   */
  async placeFrom(id: number, limit: number): Promise<number | null> {
    const { rows } = await this.#db.execute<{ next: number | null }>(sql`
      WITH next AS (
        SELECT id FROM aff_attributions WHERE id >= ${id} ORDER BY id OFFSET ${limit} LIMIT 1),
      placed AS (
        INSERT INTO orders (id, storefront_id, order_id, is_order_shadowed, currency, revenue, ordered_at, posted_at)
        OVERRIDING SYSTEM VALUE
        SELECT id, storefront_id, order_id, is_order_shadowed, currency, revenue, timestamp, timestamp
        FROM aff_attributions AS attribution
        WHERE id >= ${id} AND id < coalesce((SELECT id FROM next), 2147483648::bigint) AND kind = 'verified' AND NOT EXISTS (
          SELECT FROM orders WHERE orders.storefront_id = attribution.storefront_id
                               AND orders.order_key = attribution.order_key)
        ON CONFLICT DO NOTHING)
      SELECT (SELECT id FROM next) AS next`);
    return rows[0]?.next ?? null;
  }
}
