import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** Orders of attributions from before orders were stored, or from versions of the hub that do not store them. */
export class EarlierOrdersDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
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
