import { z } from 'zod';
import { eventAsMeant } from './as-meant.ts';
import { COMMISSION_STATES } from './choices.ts';
import { conversionStatus } from './conversions.ts';
import { mutation, query } from './entry.ts';
import {
  basisPoints,
  bound,
  countedPage,
  currency,
  cursor,
  handle,
  id,
  instant,
  label,
  money,
  moneyString,
  page,
  shopId,
  sku,
  withTotal,
} from './fields.ts';

export const ruleKind = z.enum(['percent', 'flatItem', 'flatOrder']);
export const ruleAppliesTo = z.enum(['all', 'first', 'recurring']);

/** For how long a rule pays for a customer, from the affiliate's first commission on one of the customer's orders. */
const limit = z.union(
  [
    z.strictObject({ months: z.number().int().min(1).max(1200) }),
    z.strictObject({ orders: z.number().int().min(1).max(100_000) }),
  ],
  { error: 'must be { "months": … } up to 1,200 or { "orders": … } up to 100,000, and not both' },
);

/** Rates by the volume that an affiliate has brought: each step begins with the volume that it names. */
const tiers = <Amount extends z.ZodType>(amount: Amount) =>
  z.strictObject({
    window: z.enum(['month', 'lifetime']),
    /** `marginal`: each part of the volume has its own rate. `whole`: the tier reached before an order is for all of it. */
    mode: z.enum(['marginal', 'whole']),
    steps: z
      .array(z.strictObject({ from: amount, rateBps: basisPoints }))
      .min(1)
      .max(50),
  });

/** What a rule says, as it is sent. */
const ruleTerms = {
  name: label(255),
  /** Whose amounts they are. A rule for everyone that names an amount of money and no storefront is of `default`. */
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

/** The commission that a line of a made-up order would have. */
const triedLine = ratedLine.extend({
  /** `id` null: the rule that is tried, which is not stored. */
  rule: z.object({ id: z.number().int().nullable(), name: z.string() }).nullable(),
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

export const commissionState = z.enum(COMMISSION_STATES);

/** What an affiliate earns by one verified conversion, and where it stands. */
const commissionSummary = z.object({
  conversionId: z.number().int(),
  storefront: z.string(),
  orderId: z.string(),
  affiliateId: z.number().int(),
  affiliateHandle: z.string(),
  affiliateName: z.string(),
  currency,
  orderedAt: instant,
  status: conversionStatus,
  state: commissionState,
  amount: moneyString,
  /** What refunds and lost disputes took back. */
  reversed: moneyString,
  /** What open disputes hold. */
  held: moneyString,
  voided: moneyString,
  /** What is left of it: the amount without the other three. */
  left: moneyString,
  /** The end of its holding time; of several lines the last one. */
  maturesAt: instant,
  approvedAt: instant.nullable(),
  /** Since when it may be paid. */
  maturedAt: instant.nullable(),
});

const disputeState = z.enum(['opened', 'won', 'lost']);

/** A remark about a rule that is allowed, and may not be meant: such as a SKU that no product has. */
const notes = z.array(z.string());

const ruleRef = z.object({ id: z.number().int(), name: z.string(), from: instant, to: instant.nullable() });

const group = z.object({
  id: z.number().int(),
  storefront: z.string(),
  name: z.string(),
  affiliates: z.number().int(),
});

const byGroupId = z.number().int().positive();

export const commissions = {
  createRule: mutation({
    access: 'operator',
    summary:
      'Create a version of a commission rule; one without an end for the same scope ends where it begins.',
    input: z.strictObject(ruleTerms),
    output: commissionRule.extend({ notes }),
    rest: { route: 'POST /api/commissions/rules', status: 201 },
  }),
  checkRule: mutation({
    access: 'analyst',
    summary: 'Say in words what a rule would do, and what it would end; nothing is stored.',
    input: z.strictObject(ruleTerms),
    output: z.object({
      words: z.string(),
      notes,
      /** The version without an end that it would end. */
      supersedes: ruleRef.nullable(),
      /** The version that is in its way, so that it cannot be stored. */
      overlaps: ruleRef.nullable(),
    }),
    rest: { route: 'POST /api/commissions/rules/check' },
  }),
  listRules: query({
    access: 'analyst',
    summary: 'List versions of commission rules, the last created first.',
    input: z.strictObject({
      affiliateId: id.optional(),
      /** `yes`: also versions that have ended; `only`: none but them. */
      ended: z.enum(['yes', 'no', 'only']).default('no'),
      limit: z.number().int().min(1).max(500).default(100),
      cursor: cursor.optional(),
    }),
    output: page(commissionRule),
    rest: { route: 'GET /api/commissions/rules', project: 'items' },
  }),
  getRule: query({
    access: 'analyst',
    summary:
      'Get a version of a commission rule, with all versions for the same affiliates, goods and orders.',
    input: z.strictObject({ id: z.number().int().positive() }),
    output: commissionRule.extend({
      /** The latest first, this one among them. */
      versions: z.array(commissionRule),
      /** Commissions that were rated by this version. */
      commissions: z.number().int(),
    }),
    rest: { route: 'GET /api/commissions/rules/:id' },
  }),
  endRule: mutation({
    access: 'operator',
    summary:
      'End a version of a commission rule, now unless another time is given; one that has not begun is taken back.',
    input: z.strictObject({ id: z.number().int().positive(), to: bound.optional() }),
    output: commissionRule,
    rest: { route: 'POST /api/commissions/rules/:id/end' },
  }),
  preview: mutation({
    access: 'analyst',
    summary: 'Say what an order would pay, and why; nothing is stored.',
    input: z.strictObject({ order: previewOrder, rule: z.strictObject(ruleTerms).optional() }),
    output: z.object({ currency, total: moneyString, items: z.array(triedLine) }),
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
  getAffiliateTerms: query({
    access: 'analyst',
    summary: 'Get the rules that an affiliate’s orders are rated by now, the first that applies first.',
    input: z.strictObject({ id }),
    output: z.object({
      affiliateId: z.number().int(),
      group: z.object({ id: z.number().int(), name: z.string() }).nullable(),
      /** The rate below all rules, in basis points. */
      defaultRateBps: z.number().int(),
      rules: z.array(commissionRule),
    }),
    rest: { route: 'GET /api/affiliates/:id/terms' },
  }),
  listGroups: query({
    access: 'analyst',
    summary: 'List groups of affiliates, by name.',
    input: z.strictObject({}),
    output: z.object({ groups: z.array(group) }),
    rest: { route: 'GET /api/commissions/groups' },
  }),
  getGroup: query({
    access: 'analyst',
    summary: 'Get a group of affiliates with its first 1,000 affiliates, by name.',
    input: z.strictObject({ id: byGroupId }),
    output: group.extend({
      members: z.array(z.object({ id: z.number().int(), handle: z.string(), name: z.string() })),
    }),
    rest: { route: 'GET /api/commissions/groups/:id' },
  }),
  createGroup: mutation({
    access: 'operator',
    summary: 'Create a group of affiliates.',
    input: z.strictObject({ name: label(255), storefront: label(64).optional() }),
    output: group,
    rest: { route: 'POST /api/commissions/groups', status: 201 },
  }),
  renameGroup: mutation({
    access: 'operator',
    summary: 'Rename a group of affiliates.',
    input: z.strictObject({ id: byGroupId, name: label(255) }),
    output: group,
    rest: { route: 'PATCH /api/commissions/groups/:id' },
  }),
  setGroup: mutation({
    access: 'operator',
    summary:
      'Put an affiliate into a group, or take it out of its group. Booked commissions stay as they are.',
    input: z.strictObject({
      id,
      /** Name of a group of the affiliate’s storefront; null: none. */
      group: label(255).nullable(),
    }),
    output: z.object({ id: z.number().int(), group: z.string().nullable() }),
    rest: { route: 'PUT /api/affiliates/:id/group' },
  }),
  listCommissions: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'List what affiliates earn by verified conversions, newest first.',
    input: z.strictObject({
      affiliateId: id.optional(),
      state: commissionState.optional(),
      /** The shop's id of an order, in any spelling. */
      orderId: label(255).optional(),
      withTotal,
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: countedPage(commissionSummary),
    rest: { route: 'GET /api/commissions', project: 'items' },
  }),
  getCommissions: query({
    access: 'analyst',
    scope: 'money:read',
    summary: 'Get the commissions of a conversion, line by line, with why they are what they are.',
    input: z.strictObject({ id }),
    output: z.object({
      conversion: commissionSummary,
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
      disputes: z.array(
        z.object({
          disputeId: z.string(),
          amount: moneyString,
          state: disputeState,
          openedAt: instant,
          closedAt: instant.nullable(),
        }),
      ),
    }),
    rest: { route: 'GET /api/affiliates/conversions/:id/commissions', project: 'items' },
  }),
  recordDispute: mutation({
    access: 'operator',
    scope: 'events:write',
    summary:
      'Report that the payment of an order is disputed, or how that ended, with a secret key: an open dispute holds its commission, a lost one takes it back.',
    example: { orderId: 'ORD-1001', disputeId: 'DP-1', amount: '20.00', state: 'opened' },
    input: z.strictObject({
      orderId: shopId,
      /** The payment provider's id of the dispute: reported again, it is the same one. */
      disputeId: shopId,
      /** What is disputed, as a part of the order's revenue. */
      amount: money,
      state: disputeState,
      /** ISO 4217 code; must be the storefront's currency when given. */
      currency: currency.optional(),
      storefront: label(64).optional(),
    }),
    asMeant: eventAsMeant,
    output: z.object({
      success: z.literal(true),
      /** The verified conversion of the order; null when there is none yet: the dispute is booked when it comes. */
      attributionId: z.number().int().nullable(),
      /** The part of its commission that open disputes hold; null without a verified conversion. */
      held: moneyString.nullable(),
      /** The part of its commission that is not owed any more. */
      commissionReversed: moneyString.nullable(),
      /** True when this state of this dispute was reported before. */
      duplicate: z.boolean().optional(),
    }),
    rest: { route: 'POST /api/affiliates/disputes' },
  }),
} as const;
