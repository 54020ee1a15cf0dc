import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  varchar,
} from 'drizzle-orm/pg-core';
import { affiliateGroups, affiliates } from '../affiliates/tables.ts';
import {
  AMOUNT_LIMIT,
  amount,
  createdAt,
  decimalsOf,
  instant,
  MOST_DECIMALS,
  NOTHING,
} from '../core/columns.ts';
import { affAttributions } from '../orders/tables.ts';
import { storefronts } from '../storefronts/tables.ts';

const RULE_KINDS = ['percent', 'flatItem', 'flatOrder'] as const;
const RULE_APPLIES_TO = ['all', 'first', 'recurring'] as const;

/** Steps of volume: above `from`, a decimal string, the rate is this. */
export interface StoredTiers {
  window: 'month' | 'lifetime';
  mode: 'marginal' | 'whole';
  steps: { from: string; rateBps: number }[];
}

/** For how long an affiliate is paid for a customer's orders, from the first commission on one of them. */
export type RuleLimit = { months: number } | { orders: number };

/**
 * Versions of commission rules. Nothing of a version changes but its end, which the next version of its scope sets: what a
 * commission was computed by can always be read. At most one version of a scope is live at a time.
 */
export const commissionRules = pgTable(
  'commission_rules',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Null: of all storefronts. A rule with an amount of money in it belongs to one, and is in its currency. */
    storefrontId: integer('storefront_id').references(() => storefronts.id, { onDelete: 'restrict' }),
    name: varchar('name', { length: 255 }).notNull(),
    affiliateId: integer('affiliate_id').references(() => affiliates.id, { onDelete: 'restrict' }),
    groupId: integer('group_id').references(() => affiliateGroups.id, { onDelete: 'restrict' }),
    /** As somebody wrote them; they are compared in canonical form. */
    sku: varchar('sku', { length: 255 }),
    productId: varchar('product_id', { length: 255 }),
    category: varchar('category', { length: 255 }),
    kind: varchar('kind', { length: 16, enum: RULE_KINDS }).notNull(),
    rateBps: integer('rate_bps'),
    amount: amount('amount'),
    appliesTo: varchar('applies_to', { length: 16, enum: RULE_APPLIES_TO }).notNull(),
    limit: jsonb('limit').$type<RuleLimit>(),
    tiers: jsonb('tiers').$type<StoredTiers>(),
    capPerOrder: amount('cap_per_order'),
    capPerMonth: amount('cap_per_month'),
    holdDays: smallint('hold_days').notNull().default(0),
    autoApprove: boolean('auto_approve').notNull().default(false),
    payOnZero: boolean('pay_on_zero').notNull().default(false),
    lockRate: boolean('lock_rate').notNull().default(false),
    includeTax: boolean('include_tax').notNull().default(false),
    includeShipping: boolean('include_shipping').notNull().default(false),
    /** It is live from here … */
    from: instant('valid_from').notNull(),
    /** … and no longer from here; null: without end. */
    to: instant('valid_to'),
    /** Whom and what it is for, and which orders: versions of one scope are never live at the same time. */
    scopeKey: text('scope_key').notNull(),
    /** The version that it ended. */
    supersedes: bigint('supersedes', { mode: 'number' }),
    createdAt: createdAt(),
    /** As the audit log names callers; null: the hub itself. */
    createdBy: text('created_by'),
  },
  (table) => [
    index('idx_commission_rules_scope').on(table.scopeKey, table.from),
    index('idx_commission_rules_affiliate').on(table.affiliateId).where(sql`affiliate_id IS NOT NULL`),
    index('idx_commission_rules_group').on(table.groupId).where(sql`group_id IS NOT NULL`),
    index('idx_commission_rules_everyone')
      .on(table.storefrontId)
      .where(sql`affiliate_id IS NULL AND group_id IS NULL`),
    check('commission_rules_who_check', sql`num_nonnulls(${table.affiliateId}, ${table.groupId}) <= 1`),
    check(
      'commission_rules_what_check',
      sql`num_nonnulls(${table.sku}, ${table.productId}, ${table.category}) <= 1`,
    ),
    check(
      'commission_rules_kind_check',
      sql`CASE ${table.kind} WHEN 'percent' THEN ${table.amount} IS NULL AND num_nonnulls(${table.rateBps}, ${table.tiers}) = 1 ELSE ${table.kind} IN ('flatItem', 'flatOrder') AND ${table.amount} IS NOT NULL AND num_nonnulls(${table.rateBps}, ${table.tiers}) = 0 END`,
    ),
    check('commission_rules_applies_to_check', sql`${table.appliesTo} IN ('all', 'first', 'recurring')`),
    check('commission_rules_rate_check', sql`${table.rateBps} BETWEEN 0 AND 10000`),
    check(
      'commission_rules_amounts_check',
      sql`least(${table.amount}, ${table.capPerOrder}, ${table.capPerMonth}) >= 0 AND greatest(${table.amount}, ${table.capPerOrder}, ${table.capPerMonth}) < ${AMOUNT_LIMIT} AND greatest(min_scale(${table.amount}), min_scale(${table.capPerOrder}), min_scale(${table.capPerMonth})) <= ${MOST_DECIMALS}`,
    ),
    check(
      'commission_rules_money_check',
      sql`${table.storefrontId} IS NOT NULL OR num_nonnulls(${table.amount}, ${table.tiers}, ${table.capPerOrder}, ${table.capPerMonth}) = 0`,
    ),
    check('commission_rules_hold_check', sql`${table.holdDays} BETWEEN 0 AND 999`),
    check('commission_rules_range_check', sql`${table.to} >= ${table.from}`),
  ],
);

/**
 * What an affiliate earns by a line of an order, with everything that it was computed by. Frozen but for what becomes of
 * it. Where it stands in the ledger follows: in `pending`, or in `payable` once it matured; less what is reversed, and
 * what is held.
 */
export const commissions = pgTable(
  'commissions',
  {
    attributionId: integer('attribution_id')
      .notNull()
      .references(() => affAttributions.id, { onDelete: 'restrict' }),
    /** Of the line, from 1; 0: of an order without lines. */
    position: smallint('position').notNull(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    affiliateId: integer('affiliate_id')
      .notNull()
      .references(() => affiliates.id, { onDelete: 'restrict' }),
    currency: varchar('currency', { length: 3 }).notNull(),
    lineId: varchar('line_id', { length: 255 }),
    base: amount('base').notNull(),
    /**
     * `rule`: by a rule's version; `default`: by the hub's default rate; `given`: a trusted caller named the amount; `own`:
     * by the affiliate's own rate, from before such rates were rules.
     */
    source: varchar('source', { length: 16, enum: ['rule', 'default', 'given', 'own'] }).notNull(),
    ruleId: bigint('rule_id', { mode: 'number' }).references(() => commissionRules.id, {
      onDelete: 'restrict',
    }),
    rateBps: integer('rate_bps'),
    amount: amount('amount').notNull(),
    /** What was given back of what the commission was counted on. */
    baseReversed: amount('base_reversed').notNull().default(NOTHING),
    /** What refunds and lost disputes took back. */
    reversed: amount('reversed').notNull().default(NOTHING),
    /** What open disputes hold. */
    held: amount('held').notNull().default(NOTHING),
    /** What of it was left when it was voided. */
    voided: amount('voided').notNull().default(NOTHING),
    orderedAt: instant('ordered_at').notNull(),
    /** When it may be paid, once it is approved. */
    maturesAt: instant('matures_at').notNull(),
    approvedAt: instant('approved_at'),
    /** When it moved to what is payable. */
    maturedAt: instant('matured_at'),
    /** How the amount came about, step by step. */
    explanation: jsonb('explanation').$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    primaryKey({ name: 'commissions_pkey', columns: [table.attributionId, table.position] }),
    index('idx_commissions_affiliate').on(table.affiliateId, table.orderedAt),
    index('idx_commissions_due')
      .on(table.maturesAt)
      .where(sql`approved_at IS NOT NULL AND matured_at IS NULL`),
    index('idx_commissions_held').on(table.attributionId).where(sql`held > 0`),
    index('idx_commissions_rule').on(table.ruleId).where(sql`rule_id IS NOT NULL`),
    check('commissions_source_check', sql`${table.source} IN ('rule', 'default', 'given', 'own')`),
    check('commissions_rule_check', sql`(${table.source} = 'rule') = (${table.ruleId} IS NOT NULL)`),
    check(
      'commissions_amounts_check',
      sql`${table.base} >= 0 AND ${table.amount} >= 0 AND ${table.amount} < ${AMOUNT_LIMIT} AND ${table.reversed} >= 0 AND ${table.held} >= 0 AND ${table.voided} >= 0 AND ${table.baseReversed} >= 0 AND ${table.reversed} + ${table.held} + ${table.voided} <= ${table.amount}`,
    ),
    check(
      'commissions_decimals_check',
      sql`greatest(min_scale(${table.amount}), min_scale(${table.reversed}), min_scale(${table.held}), min_scale(${table.voided})) <= ${decimalsOf(table.currency)}`,
    ),
    check('commissions_matured_check', sql`${table.maturedAt} IS NULL OR ${table.approvedAt} IS NOT NULL`),
  ],
);

/** Disputes of an order's payment, such as chargebacks, as the shop reports them. */
export const disputes = pgTable(
  'disputes',
  {
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    /** The order's canonical id. */
    orderKey: text('order_key').notNull(),
    disputeId: varchar('dispute_id', { length: 255 }).notNull(),
    orderId: varchar('order_id', { length: 255 }).notNull(),
    amount: amount('amount').notNull(),
    state: varchar('state', { length: 16, enum: ['opened', 'won', 'lost'] }).notNull(),
    openedAt: instant('opened_at').notNull().default(sql`now()`),
    closedAt: instant('closed_at'),
    /** How often it changed, its beginning included: tells its bookings apart. */
    changes: smallint('changes').notNull().default(1),
  },
  (table) => [
    primaryKey({ name: 'disputes_pkey', columns: [table.storefrontId, table.orderKey, table.disputeId] }),
    check('disputes_state_check', sql`${table.state} IN ('opened', 'won', 'lost')`),
    check('disputes_closed_check', sql`(${table.state} = 'opened') = (${table.closedAt} IS NULL)`),
    check(
      'disputes_amount_check',
      sql`${table.amount} > 0 AND ${table.amount} < ${AMOUNT_LIMIT} AND min_scale(${table.amount}) <= ${MOST_DECIMALS}`,
    ),
  ],
);
