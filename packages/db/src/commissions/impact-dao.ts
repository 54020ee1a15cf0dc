import { sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { isNotVoid } from './history-dao.ts';
import { commissionRules } from './tables.ts';

/** Whose orders a rule may concern; null: all. */
export interface ImpactScope {
  storefrontId: number | null;
  affiliateId: number | null;
  groupId: number | null;
}

/** An order that was rated by rules, as its commissions were booked. Amounts are decimal strings. */
export interface BookedOrder {
  orderId: number;
  attributionId: number;
  storefrontId: number;
  affiliateId: number;
  groupId: number | null;
  currency: string;
  revenue: string;
  orderedAt: Date;
  isCustomerKnown: boolean;
  lineCount: number;
  /** Before refunds. */
  commission: string;
  /** The refunded part of an order from a version that kept no commissions. */
  refunded: string;
  commissionBps: number | null;
}

export interface BookedLine {
  orderId: number;
  lineId: string;
  sku: string | null;
  productId: string | null;
  categories: string[] | null;
  quantity: string;
  net: string;
  discount: string;
  fees: string;
  shipping: string;
  tax: string;
}

export interface BookedCommission {
  attributionId: number;
  position: number;
  source: string;
  ruleId: number | null;
  rateBps: number | null;
  base: string;
  baseReversed: string;
  amount: string;
  reversed: string;
}

/** What an affiliate had earned by a customer before an order. */
export interface BookedHistory {
  orderId: number;
  isFirst: boolean;
  firstCommissionAt: Date | null;
  commissionedOrders: number;
  firstRuleIds: number[];
}

type RuleRow = typeof commissionRules.$inferSelect;

/** Reads the orders of a time to rate them again. Every read is in one snapshot, that of the transaction. */
export class ImpactDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns how many orders of a storefront (null: of all) were placed in a time, at most `atMost`. */
  async countOrders(
    { storefrontId, from, to }: { storefrontId: number | null; from: Date; to: Date },
    atMost: number,
  ): Promise<number> {
    const { rows } = await this.#db.execute<{ count: number }>(sql`
      SELECT count(*)::integer AS count FROM (
        SELECT FROM orders
        WHERE ordered_at >= ${from.toISOString()}::timestamptz AND ordered_at < ${to.toISOString()}::timestamptz
          AND ${storefrontId === null ? sql`true` : sql`storefront_id = ${storefrontId}`}
        LIMIT ${atMost}) AS found`);
    return rows[0]?.count ?? 0;
  }

  /** Opens the orders of a time that rules rated, in order of time; {@link fetch} reads on. */
  async open({ storefrontId, affiliateId, groupId }: ImpactScope, { from, to }: { from: Date; to: Date }) {
    await this.#db.execute(sql`
      DECLARE hub_impact NO SCROLL CURSOR FOR
      SELECT placed.id::text AS "orderId", credited.id AS "attributionId", placed.storefront_id AS "storefrontId",
             affiliate.id AS "affiliateId", affiliate.group_id AS "groupId", placed.currency::text,
             placed.revenue::text, placed.ordered_at AS "orderedAt", placed.line_count AS "lineCount",
             coalesce(placed.customer_id_hash, placed.customer_email_hash) IS NOT NULL AS "isCustomerKnown",
             credited.commission::text, credited.refunded::text, credited.commission_bps AS "commissionBps"
      FROM orders AS placed
      JOIN aff_attributions AS credited
        ON credited.storefront_id = placed.storefront_id AND credited.order_key = placed.order_key
        AND credited.kind = 'verified' AND credited.status <> 'void'
        AND credited.commission_source IS DISTINCT FROM 'given'
      JOIN affiliates AS affiliate ON affiliate.id = credited.affiliate_id
      WHERE placed.ordered_at >= ${from.toISOString()}::timestamptz AND placed.ordered_at < ${to.toISOString()}::timestamptz
        AND ${storefrontId === null ? sql`true` : sql`placed.storefront_id = ${storefrontId}`}
        AND ${affiliateId === null ? sql`true` : sql`affiliate.id = ${affiliateId}`}
        AND ${groupId === null ? sql`true` : sql`affiliate.group_id = ${groupId}`}
      ORDER BY placed.ordered_at, placed.id`);
  }

  /** Returns the next orders of those that were opened; none at the end. */
  async fetch(count: number): Promise<BookedOrder[]> {
    const { rows } = await this.#db.execute<
      Omit<BookedOrder, 'orderId' | 'orderedAt'> & Record<string, unknown>
    >(sql`FETCH ${sql.raw(String(count))} FROM hub_impact`);
    return rows.map((row) => ({
      ...row,
      orderId: Number(row.orderId),
      orderedAt: new Date(String(row.orderedAt)),
    }));
  }

  /** Returns the lines of orders, each order's as they were sent. */
  async getLines(orderIds: readonly number[]): Promise<BookedLine[]> {
    if (orderIds.length === 0) return [];
    const { rows } = await this.#db.execute<Omit<BookedLine, 'orderId'> & Record<string, unknown>>(sql`
      SELECT order_id::text AS "orderId", line_id::text AS "lineId", sku::text, product_id::text AS "productId",
             categories, quantity::text, net::text, discount::text, fees::text, shipping::text, tax::text
      FROM order_lines WHERE order_id = ANY (${sql.param([...orderIds])}::bigint[]) ORDER BY order_id, position`);
    return rows.map((row) => ({ ...row, orderId: Number(row.orderId) }));
  }

  async getCommissions(attributionIds: readonly number[]): Promise<BookedCommission[]> {
    const { rows } = await this.#db.execute<Omit<BookedCommission, 'ruleId'> & Record<string, unknown>>(sql`
      SELECT attribution_id AS "attributionId", position, source::text, rule_id::text AS "ruleId", rate_bps AS "rateBps",
             base::text, base_reversed::text AS "baseReversed", amount::text, (reversed + voided)::text AS reversed
      FROM commissions WHERE attribution_id = ANY (${sql.param([...attributionIds])}::integer[])
      ORDER BY attribution_id, position`);
    return rows.map((row) => ({ ...row, ruleId: row.ruleId === null ? null : Number(row.ruleId) }));
  }

  /** Returns what the affiliates of orders had earned by their customers before. */
  async getHistories(orders: readonly { orderId: number; affiliateId: number }[]): Promise<BookedHistory[]> {
    if (orders.length === 0) return [];
    const { rows } = await this.#db.execute<{
      orderId: string;
      isFirst: boolean;
      firstAt: string | null;
      orders: number;
      ruleIds: string[] | null;
    }>(sql`
      SELECT mine.id::text AS "orderId", earlier.*,
             (SELECT array_agg(DISTINCT rule_id)::text[] FROM commissions
              WHERE rule_id IS NOT NULL AND attribution_id = earlier.first_id) AS "ruleIds"
      FROM unnest(${sql.param(orders.map(({ orderId }) => orderId))}::bigint[],
                  ${sql.param(orders.map(({ affiliateId }) => affiliateId))}::integer[]) AS asked(order_id, affiliate_id)
      JOIN orders AS mine ON mine.id = asked.order_id
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE other.revenue > 0) = 0 AS "isFirst", min(other.ordered_at) FILTER (WHERE credited.id IS NOT NULL)::text AS "firstAt",
               count(credited.id)::integer AS orders,
               (array_agg(credited.id ORDER BY other.ordered_at, other.id) FILTER (WHERE credited.id IS NOT NULL))[1] AS first_id
        FROM orders AS other
        LEFT JOIN aff_attributions AS credited
          ON credited.storefront_id = other.storefront_id AND credited.order_key = other.order_key
          AND credited.kind = 'verified' AND credited.status <> 'void' AND credited.commission > 0
          AND credited.affiliate_id = asked.affiliate_id
        WHERE other.storefront_id = mine.storefront_id AND (other.ordered_at, other.id) < (mine.ordered_at, mine.id)
          AND (other.customer_id_hash = mine.customer_id_hash OR other.customer_email_hash = mine.customer_email_hash)) AS earlier`);
    return rows.map(({ orderId, isFirst, firstAt, orders: count, ruleIds }) => ({
      ...{ orderId: Number(orderId), isFirst, commissionedOrders: count },
      firstCommissionAt: firstAt === null ? null : new Date(firstAt),
      firstRuleIds: (ruleIds ?? []).map(Number),
    }));
  }

  /** Returns what affiliates' commissions were counted on from a time (null: ever) until another, net of refunds. */
  async getVolumes(
    affiliateIds: readonly number[],
    { currency, from, to }: { currency: string; from: Date | null; to: Date },
  ): Promise<Map<number, string>> {
    const { rows } = await this.#db.execute<{ affiliateId: number; volume: string }>(sql`
      SELECT affiliate_id AS "affiliateId", sum(greatest(base - base_reversed, 0))::text AS volume
      FROM commissions
      WHERE affiliate_id = ANY (${sql.param([...affiliateIds])}::integer[]) AND currency = ${currency} AND voided = 0
        AND ordered_at >= coalesce(${from?.toISOString() ?? null}::timestamptz, '-infinity')
        AND ordered_at < ${to.toISOString()}::timestamptz
        AND ${isNotVoid}
      GROUP BY affiliate_id`);
    return new Map(rows.map(({ affiliateId, volume }) => [affiliateId, volume]));
  }

  /** Returns what affiliates keep by each scope of rules of the orders of a time. */
  async getEarned(
    affiliateIds: readonly number[],
    { from, to }: { from: Date; to: Date },
  ): Promise<{ affiliateId: number; scopeKey: string; earned: string }[]> {
    const { rows } = await this.#db.execute<{ affiliateId: number; scopeKey: string; earned: string }>(sql`
      SELECT commissions.affiliate_id AS "affiliateId", rule.scope_key AS "scopeKey", sum(commissions.amount - reversed - voided)::text AS earned
      FROM commissions JOIN commission_rules AS rule ON rule.id = rule_id
      WHERE commissions.affiliate_id = ANY (${sql.param([...affiliateIds])}::integer[])
        AND ordered_at >= ${from.toISOString()}::timestamptz AND ordered_at < ${to.toISOString()}::timestamptz
      GROUP BY commissions.affiliate_id, rule.scope_key`);
    return rows;
  }

  /** Returns the versions for a storefront that are live at some instant of a time, and earlier ones that lock their rate. */
  getRules(storefrontId: number, { from, to }: { from: Date; to: Date }): Promise<RuleRow[]> {
    const { storefrontId: of, lockRate, from: begins, to: ends } = commissionRules;
    return this.#db
      .select()
      .from(commissionRules)
      .where(
        sql`coalesce(${of}, ${storefrontId}) = ${storefrontId} AND ${begins} < ${to.toISOString()}::timestamptz
            AND (${lockRate} OR coalesce(${ends}, 'infinity') > ${from.toISOString()}::timestamptz)`,
      );
  }
}
