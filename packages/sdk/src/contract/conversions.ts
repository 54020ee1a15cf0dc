import { z } from 'zod';
import { eventAsMeant } from './as-meant.ts';
import { CONVERSION_KINDS, CONVERSION_STATUSES, PAYOUT_BATCH_STATES, PAYOUT_ITEM_STATES } from './choices.ts';
import { inTestMode, mutation, query } from './entry.ts';
import {
  bound,
  countedPage,
  currency,
  cursor,
  id,
  instant,
  label,
  listOrder,
  money,
  moneyString,
  shopId,
  withTotal,
} from './fields.ts';
import { MAX_ORDER_LINES } from './order-facts.ts';

export const conversionStatus = z.enum(CONVERSION_STATUSES);
export const conversionKind = z.enum(CONVERSION_KINDS);

/** The payment that a conversion's commission is in, or was paid by. */
export const conversionPayout = z.object({
  batchId: z.number().int(),
  itemState: z.enum(PAYOUT_ITEM_STATES),
});

/** An order attributed to an affiliate. */
export const conversion = z.object({
  id: z.number().int(),
  affiliateId: z.number().int(),
  affiliateHandle: z.string(),
  affiliateName: z.string(),
  storefront: z.string(),
  orderId: z.string(),
  /** `verified` pays its commission; a `claim` counts, and pays nothing until it is verified. */
  kind: conversionKind,
  status: conversionStatus,
  revenue: moneyString,
  commission: moneyString,
  /** What was given back of the order, and the part of the commission that is not owed any more because of that. */
  refunded: moneyString,
  commissionReversed: moneyString,
  currency: z.string(),
  clickId: z.number().int().nullable(),
  /** Null while no batch has it, also where it was only requested, and for what was paid before there were batches. */
  payout: conversionPayout.nullable(),
  createdAt: instant,
});

const moreThanZero = money.refine((value) => Number(value) > 0, { error: 'must be more than zero' });

export const refundInput = z
  .strictObject({
    orderId: shopId,
    /** The shop's own id of the refund: reported again, it is the same one. */
    refundId: shopId,
    /** What was given back, as a part of the order's revenue; all that is left of it without amount and lines, as for a cancelled order. */
    amount: moreThanZero.optional(),
    /** What was given back of single lines, in place of `amount`: the lines may be those of an order that is still to come. */
    lines: z
      .array(z.strictObject({ lineId: shopId, net: money }))
      .min(1, { error: 'must be at least one line; leave it out for a refund of the whole order' })
      .max(MAX_ORDER_LINES)
      .optional(),
    /** ISO 4217 code; must be the storefront's currency when given. */
    currency: currency.optional(),
    /** Slug of the storefront; the key's own unless given, else `default`. */
    storefront: label(64).optional(),
  })
  .refine(({ amount, lines = [] }) => amount === undefined || lines.length === 0, {
    path: ['amount'],
    error: 'is what the lines add up to: send one of the two',
  });

export const refundOutput = z.object({
  success: z.literal(true),
  /** The verified conversion of the order; null when there is none yet: the refund is booked when it comes. */
  attributionId: z.number().int().nullable(),
  /** What was given back of the order so far, never more than it was; null without a verified conversion. */
  refunded: moneyString.nullable(),
  /** The part of its commission that is not owed any more. */
  commissionReversed: moneyString.nullable(),
  /** True when this refund was reported before. */
  duplicate: z.boolean().optional(),
});

/** A refund of an order that the hub does not know, or knows under another id. */
export const unmatchedRefund = z.object({
  id: z.number().int(),
  storefront: z.string(),
  /** As it was reported. */
  orderId: z.string(),
  refundId: z.string(),
  /** Null: all that is left of the order. */
  amount: moneyString.nullable(),
  currency: z.string(),
  createdAt: instant,
  /** Orders with an id that reads alike, likeliest first. */
  likelyOrders: z.array(
    z.object({
      attributionId: z.number().int(),
      orderId: z.string(),
      affiliateHandle: z.string(),
      revenue: moneyString,
    }),
  ),
});

const byId = z.strictObject({ id });

/** Which conversions; the same in lists and in changes of many. */
export const conversionFilter = {
  affiliateId: id.optional(),
  status: conversionStatus.optional(),
  kind: conversionKind.optional(),
  /** The shop's id of an order, in any spelling: of each storefront at most one has it. */
  orderId: label(255).optional(),
};

export const conversions = {
  listConversions: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'List conversions, newest first.',
    input: z.strictObject({
      ...conversionFilter,
      withTotal,
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: countedPage(conversion),
    rest: { route: 'GET /api/affiliates/conversions', project: 'items' },
  }),
  approveConversion: mutation({
    access: 'operator',
    summary: 'Approve a pending, verified conversion for payment.',
    input: byId,
    output: conversion,
    rest: { route: 'POST /api/affiliates/conversions/:id/approve' },
  }),
  markConversionPaid: mutation({
    access: 'operator',
    summary:
      'Mark an approved conversion as paid: one person drafts a payout of it by hand, the same call by another one pays it.',
    input: byId,
    output: conversion.extend({
      /** The batch that pays it; while that is a `draft`, another person must make this call. Null: nothing is owed. */
      payout: conversionPayout.extend({ state: z.enum(PAYOUT_BATCH_STATES) }).nullable(),
    }),
    rest: { route: 'POST /api/affiliates/conversions/:id/mark-paid' },
  }),
  voidConversion: mutation({
    access: 'operator',
    summary: 'Void a conversion that is not paid: it leaves the metrics and owes nothing.',
    input: byId,
    output: conversion,
    rest: { route: 'POST /api/affiliates/conversions/:id/void' },
  }),
  verifyConversion: mutation({
    access: 'operator',
    summary: 'Turn a claim into the verified conversion of its order.',
    input: byId,
    output: conversion,
    rest: { route: 'POST /api/affiliates/conversions/:id/verify' },
  }),
  listUnmatchedRefunds: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary:
      'List refunds of the last 90 days whose order the hub does not know, with likely orders; unless told otherwise, newest first.',
    input: z.strictObject({
      storefront: label(64).optional(),
      /** Reported then or later, and before then. */
      from: bound.optional(),
      to: bound.optional(),
      order: listOrder.default('desc'),
      withTotal,
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: countedPage(unmatchedRefund),
    rest: { route: 'GET /api/affiliates/refunds/unmatched', project: 'items' },
  }),
  joinRefund: mutation({
    access: 'operator',
    summary:
      'Say which order a refund without one is of: the same part of its commission is not owed any more.',
    input: z.strictObject({
      id,
      /** Any conversion of the order. */
      conversionId: id,
    }),
    output: refundOutput,
    rest: { route: 'POST /api/affiliates/refunds/:id/join' },
  }),
  recordRefund: inTestMode(
    mutation({
      access: 'operator',
      scope: 'events:write',
      summary:
        'Report what was given back of an order, with a secret key: the same part of its commission is not owed any more.',
      example: { orderId: 'ORD-1001', refundId: 'REF-1', amount: '20.00' },
      input: refundInput,
      asMeant: eventAsMeant,
      output: refundOutput,
      rest: { route: 'POST /api/affiliates/refunds' },
    }),
  ),
} as const;
