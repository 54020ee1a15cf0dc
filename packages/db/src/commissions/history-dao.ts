import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';

/** Which orders came before one: those placed earlier, and of the same instant those that were stored earlier. */
export interface OrderPlace {
  orderedAt: Date;
  /** Null: it is not stored yet. */
  orderId: number | null;
}

/** What an affiliate has earned by a customer before an order. */
export interface CustomerHistory {
  /** No order of the customer with anything to count came before. */
  isFirst: boolean;
  /** When the customer placed the first order that the affiliate has a commission on. */
  firstCommissionAt: Date | null;
  /** Orders of the customer that the affiliate has a commission on. */
  commissionedOrders: number;
  /** The versions that the first of them was rated by. */
  firstRuleIds: number[];
}

/** Whether a commission's order is not void, where `voided` is 0: of those with nothing left to void, only the order says it. */
export const isNotVoid = sql`
  (commissions.amount > commissions.reversed OR NOT EXISTS (
     SELECT FROM aff_attributions WHERE id = commissions.attribution_id AND status = 'void'))`;

/** What came before an order, which some rules ask for. */
export class CommissionHistoryDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Serialises, until the transaction ends, those who rate an affiliate's orders by what came before. */
  async lock(affiliateId: number): Promise<void> {
    await this.#db.execute(
      sql`SELECT pg_advisory_xact_lock(hashtextextended('commissions:' || ${affiliateId}::integer, 1))`,
    );
  }

  /** Returns what an affiliate has earned by a customer, who is known by the hash of an id or of a mail address. */
  async getCustomerHistory(
    customer: { idHash: string | null; emailHash: string | null },
    { storefrontId, affiliateId, before }: { storefrontId: number; affiliateId: number; before: OrderPlace },
  ): Promise<CustomerHistory> {
    const { rows } = await this.#db.execute<{
      isFirst: boolean;
      firstAt: string | null;
      orders: number;
      ruleIds: string[] | null;
    }>(sql`
      WITH earlier AS (
        SELECT id, order_key, revenue, ordered_at FROM orders
        WHERE storefront_id = ${storefrontId} AND ${isBefore('orders', before)}
          AND (customer_id_hash = ${customer.idHash} OR customer_email_hash = ${customer.emailHash})),
      earned AS (
        SELECT attribution.id, earlier.ordered_at, earlier.id AS order_id
        FROM earlier JOIN aff_attributions AS attribution
          ON attribution.storefront_id = ${storefrontId} AND attribution.order_key = earlier.order_key
          AND attribution.kind = 'verified' AND attribution.status <> 'void' AND attribution.affiliate_id = ${affiliateId}
        WHERE attribution.commission > 0)
      SELECT NOT EXISTS (SELECT FROM earlier WHERE revenue > 0) AS "isFirst",
             (SELECT min(ordered_at) FROM earned)::text AS "firstAt",
             (SELECT count(*) FROM earned)::integer AS orders,
             (SELECT array_agg(DISTINCT rule_id) FROM commissions WHERE rule_id IS NOT NULL AND attribution_id = (
               SELECT id FROM earned ORDER BY ordered_at, order_id LIMIT 1)) AS "ruleIds"`);
    const [row] = rows;
    if (row === undefined) throw new Error('the database did not sum the history of a customer');
    return {
      isFirst: row.isFirst,
      firstCommissionAt: row.firstAt === null ? null : new Date(row.firstAt),
      commissionedOrders: row.orders,
      firstRuleIds: (row.ruleIds ?? []).map(Number),
    };
  }

  /**
   * Returns the revenue that an affiliate's commissions were counted on from a time (null: ever) until an order, less what
   * was given back of it; a decimal string. Void orders are not among them.
   */
  async getVolume(
    affiliateId: number,
    { currency, from, before }: { currency: string; from: Date | null; before: OrderPlace },
  ): Promise<string> {
    const { rows } = await this.#db.execute<{ volume: string }>(sql`
      SELECT coalesce(sum(greatest(base - base_reversed, 0)), 0.00)::text AS volume
      FROM commissions
      WHERE affiliate_id = ${affiliateId} AND currency = ${currency} AND voided = 0
        AND ordered_at >= coalesce(${from?.toISOString() ?? null}::timestamptz, '-infinity')
        AND ordered_at <= ${before.orderedAt.toISOString()}::timestamptz
        AND ${isNotVoid}`);
    return rows[0]?.volume ?? '0';
  }

  /** Returns what an affiliate keeps by the rules of a scope of the orders of a time; a decimal string. */
  async getEarned(
    affiliateId: number,
    { scopeKey, from, to }: { scopeKey: string; from: Date; to: Date },
  ): Promise<string> {
    const { rows } = await this.#db.execute<{ earned: string }>(sql`
      SELECT coalesce(sum(commissions.amount - reversed - voided), 0.00)::text AS earned
      FROM commissions JOIN commission_rules AS rule ON rule.id = rule_id
      WHERE commissions.affiliate_id = ${affiliateId} AND rule.scope_key = ${scopeKey}
        AND ordered_at >= ${from.toISOString()}::timestamptz AND ordered_at < ${to.toISOString()}::timestamptz`);
    return rows[0]?.earned ?? '0';
  }
}

const isBefore = (table: 'orders', { orderedAt, orderId }: OrderPlace) =>
  sql`(${sql.identifier(table)}.ordered_at, ${sql.identifier(table)}.id) < (${orderedAt.toISOString()}::timestamptz, ${orderId ?? Number.MAX_SAFE_INTEGER}::bigint)`;
