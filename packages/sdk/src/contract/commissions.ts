import { z } from 'zod';
import { mutation, query } from './entry.ts';
import {
  basisPoints,
  bound,
  currency,
  cursor,
  handle,
  id,
  instant,
  label,
  money,
  moneyString,
  page,
  sku,
} from './fields.ts';

export const ruleKind = z.enum(['percent', 'flatItem', 'flatOrder']);
export const ruleAppliesTo = z.enum(['all', 'first', 'recurring']);

/** For how long a rule pays for a customer, from the affiliate's first commission on one of the customer's orders. */
const limit = z.union([
  z.strictObject({ months: z.number().int().min(1).max(1200) }),
  z.strictObject({ orders: z.number().int().min(1).max(100_000) }),
]);

/** Rates by the volume that an affiliate has brought: each step begins with the volume that it names. */
const tiers = <Amount extends z.ZodType>(amount: Amount) =>
  z.strictObject({
    window: z.enum(['month', 'lifetime']),
    /** `marginal`: each part of the volume has its own rate. `whole`: the tier reached before an order is for all of it. */
    mode: z.enum(['marginal', 'whole']),
    steps: z.array(z.strictObject({ from: amount, rateBps: basisPoints })).min(1).max(50),
  });

/** What a rule says, as it is sent. */
const ruleTerms = {
  name: label(255),
  /** Whose amounts they are; needed for a rule for everyone that names an amount of money. */
  storefront: label(64).optional(),
  /** Handle; with neither this nor a group, the rule is for everyone. */
  affiliate: handle.optional(),
  /** Name of a group of affiliates. */
  group: label(255).optional(),
  /** Which goods; without any of these three, all of them. */
  sku: sku.optional(),
  productId: label(255).optional(),
  category: label(255).optional(),
  kind: ruleKind,
  /** Of `percent`, unless it has tiers. */
  rateBps: basisPoints.optional(),
  /** Of a flat commission: for each item, or for the order. */
  amount: money.optional(),
  appliesTo: ruleAppliesTo.default('all'),
  limit: limit.optional(),
  tiers: tiers(money).optional(),
  capPerOrder: money.optional(),
  /** For each affiliate. */
  capPerMonth: money.optional(),
  /** Days from the order until its commission may be paid. */
  holdDays: z.number().int().min(0).max(999).default(0),
  /** Nobody needs to approve the commission. */
  autoApprove: z.boolean().default(false),
  /** A flat commission is also paid on what costs nothing. */
  payOnZero: z.boolean().default(false),
  /** A customer's later orders keep the version that the first commission had. */
  lockRate: z.boolean().default(false),
  includeTax: z.boolean().default(false),
  includeShipping: z.boolean().default(false),
  /** From when on it is for orders; by default from now on. What is booked is never rated again. */
  from: bound.optional(),
  /** The first instant at which it is not; by default it has no end. */
  to: bound.optional(),
};

/** A version of a commission rule: it never changes, but for its end. */
export const commissionRule = z.object({
  id: z.number().int(),
  name: z.string(),
  /** Slug; null: of all storefronts. */
  storefront: z.string().nullable(),
  /** Of its amounts; null where it names none. */
  currency: currency.nullable(),
  affiliateId: z.number().int().nullable(),
  affiliateHandle: z.string().nullable(),
  group: z.string().nullable(),
  sku: z.string().nullable(),
  productId: z.string().nullable(),
  category: z.string().nullable(),
  kind: ruleKind,
  rateBps: z.number().int().nullable(),
  amount: moneyString.nullable(),
  appliesTo: ruleAppliesTo,
  limit: limit.nullable(),
  tiers: tiers(moneyString).nullable(),
  capPerOrder: moneyString.nullable(),
  capPerMonth: moneyString.nullable(),
  holdDays: z.number().int(),
  autoApprove: z.boolean(),
  payOnZero: z.boolean(),
  lockRate: z.boolean(),
  includeTax: z.boolean(),
  includeShipping: z.boolean(),
  from: instant,
  to: instant.nullable(),
  /** The version that it ended. */
  supersedes: z.number().int().nullable(),
  createdAt: instant,
  /** What it does, in words. */
  words: z.string(),
});

/** The commission on a line of an order. */
const ratedLine = z.object({
  /** The shop's own id of the line; null: of an order without lines. */
  lineId: z.string().nullable(),
  base: moneyString,
  /** `rule`: by a rule; `default`: by the hub's default rate; `given`: the shop named the amount; `own`: by an affiliate's own rate, from before such rates were rules. */
  source: z.enum(['rule', 'default', 'given', 'own']),
  rule: z.object({ id: z.number().int(), name: z.string() }).nullable(),
  /** Basis points; null for other kinds of rules. */
  rate: z.number().int().nullable(),
  amount: moneyString,
  /** Why it is this amount, in words. */
  explanation: z.string(),
});

/** An order to try rules on. */
const previewOrder = z.strictObject({
  storefront: label(64).optional(),
  affiliate: handle,
  /** Without lines: what its commission is counted on. */
  revenue: money.optional(),
  lines: z
    .array(
      z.strictObject({
        lineId: label(255).optional(),
        sku: sku.optional(),
        productId: label(255).optional(),
        categories: z.array(label(255)).max(100).optional(),
        quantity: z.number().positive().max(1_000_000_000).optional(),
        net: money,
      }),
    )
    .max(1000)
    .optional(),
  shipping: money.optional(),
  tax: money.optional(),
  orderedAt: bound.optional(),
  customerId: label(255).optional(),
});

export const commissions = {
  createRule: mutation({
    access: 'operator',
    summary: 'Create a version of a commission rule; one without an end for the same scope ends where it begins.',
    input: z.strictObject(ruleTerms),
    output: commissionRule,
    rest: { route: 'POST /api/commissions/rules', status: 201 },
  }),
  listRules: query({
    access: 'analyst',
    summary: 'List versions of commission rules, the last created first.',
    input: z.strictObject({
      affiliateId: id.optional(),
      /** Also versions that have ended. */
      ended: z.enum(['yes', 'no']).default('no'),
      limit: z.number().int().min(1).max(500).default(100),
      cursor: cursor.optional(),
    }),
    output: page(commissionRule),
    rest: { route: 'GET /api/commissions/rules', project: 'items' },
  }),
  endRule: mutation({
    access: 'operator',
    summary: 'End a version of a commission rule, now unless another time is given.',
    input: z.strictObject({ id: z.number().int().positive(), to: bound.optional() }),
    output: commissionRule,
    rest: { route: 'POST /api/commissions/rules/:id/end' },
  }),
  preview: mutation({
    access: 'analyst',
    summary: 'Say what an order would pay, and why; nothing is stored.',
    input: z.strictObject({ order: previewOrder, rule: z.strictObject(ruleTerms).optional() }),
    output: z.object({ currency, total: moneyString, items: z.array(ratedLine) }),
    rest: { route: 'POST /api/commissions/preview' },
  }),
  getImpact: mutation({
    access: 'analyst',
    summary: 'Say what a rule would have changed on the orders of some days; nothing is stored.',
    input: z.strictObject({
      rule: z.strictObject(ruleTerms),
      from: bound.optional(),
      to: bound.optional(),
    }),
    output: z.object({
      from: instant,
      to: instant,
      orders: z.number().int(),
      changed: z.number().int(),
      /** By currency. */
      totals: z.array(
        z.object({ currency, before: moneyString, after: moneyString, difference: moneyString }),
      ),
    }),
    rest: { route: 'POST /api/commissions/impact' },
  }),
  listGroups: query({
    access: 'analyst',
    summary: 'List groups of affiliates.',
    input: z.strictObject({}),
    output: z.object({
      groups: z.array(
        z.object({
          id: z.number().int(),
          storefront: z.string(),
          name: z.string(),
          affiliates: z.number().int(),
        }),
      ),
    }),
    rest: { route: 'GET /api/commissions/groups' },
  }),
  createGroup: mutation({
    access: 'operator',
    summary: 'Create a group of affiliates.',
    input: z.strictObject({ name: label(255), storefront: label(64).optional() }),
    output: z.object({ id: z.number().int(), storefront: z.string(), name: z.string() }),
    rest: { route: 'POST /api/commissions/groups', status: 201 },
  }),
  setGroup: mutation({
    access: 'operator',
    summary: 'Put an affiliate into a group, or take it out of its group.',
    input: z.strictObject({ id, group: label(255).nullable() }),
    output: z.object({ id: z.number().int(), group: z.string().nullable() }),
    rest: { route: 'PUT /api/affiliates/:id/group' },
  }),
  getCommissions: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'Get the commissions of a conversion, line by line, with why they are what they are.',
    input: z.strictObject({ id }),
    output: z.object({
      currency,
      items: z.array(
        ratedLine.extend({
          reversed: moneyString,
          held: moneyString,
          voided: moneyString,
          maturesAt: instant,
          approvedAt: instant.nullable(),
          maturedAt: instant.nullable(),
        }),
      ),
    }),
    rest: { route: 'GET /api/affiliates/conversions/:id/commissions', project: 'items' },
  }),
  recordDispute: mutation({
    access: 'key',
    scope: 'events:write',
    summary: 'Record that the payment of an order is disputed, or how that ended.',
    input: z.strictObject({
      orderId: label(255),
      disputeId: label(255),
      amount: money,
      state: z.enum(['opened', 'won', 'lost']),
      storefront: label(64).optional(),
    }),
    output: z.object({
      success: z.literal(true),
      attributionId: z.number().int().nullable(),
      held: moneyString.nullable(),
      commissionReversed: moneyString.nullable(),
      duplicate: z.literal(true).optional(),
    }),
    rest: { route: 'POST /api/affiliates/disputes' },
  }),
} as const;
