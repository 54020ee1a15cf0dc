import { z } from 'zod';
import { mutation, query } from './entry.ts';
import {
  basisPoints,
  currency,
  cursor,
  handle,
  id,
  instant,
  label,
  money,
  moneyString,
  page,
} from './fields.ts';

export const affiliateStatus = z.enum(['active', 'paused', 'archived']);

/** An affiliate with its metrics of today (UTC) and the 29 days before, at most 2 s old. */
export const affiliate = z.object({
  id: z.number().int(),
  handle: z.string(),
  name: z.string(),
  status: affiliateStatus,
  pixelId: z.string(),
  /** Own commission rate in basis points; null uses the hub's default. */
  commissionBps: z.number().int().nullable(),
  revenue30d: moneyString,
  clicks30d: z.number().int(),
  conversions30d: z.number().int(),
  createdAt: instant,
});

export const conversionStatus = z.enum(['pending', 'approved', 'paid', 'void']);
export const conversionKind = z.enum(['verified', 'claim']);

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
  createdAt: instant,
});

export const refundInput = z.strictObject({
  orderId: label(255),
  /** The shop's own id of the refund: reported again, it is the same one. */
  refundId: label(255),
  /** What was given back; all that is left of the order when left out, as for a cancelled one. */
  amount: money.refine((value) => Number(value) > 0, { error: 'must be more than zero' }).optional(),
  /** ISO 4217 code; must be the storefront's currency when given. */
  currency: currency.optional(),
  /** Slug of the storefront; the key's own unless given, else `default`. */
  storefront: label(64).optional(),
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

const byId = z.strictObject({ id });

export const affiliates = {
  createAffiliate: mutation({
    access: 'operator',
    scope: 'affiliates:write',
    summary: 'Create an affiliate with its tracking pixel.',
    input: z.strictObject({
      handle,
      name: label(255),
      status: z.enum(['active', 'paused']).optional(),
      commissionBps: basisPoints.nullable().optional(),
      storefront: label(64).optional(),
    }),
    output: affiliate,
    rest: { route: 'POST /api/affiliates', status: 201 },
  }),
  listAffiliates: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'List affiliates with their 30-day metrics, oldest first.',
    input: z.strictObject({
      status: affiliateStatus.optional(),
      search: label(255).optional(),
      limit: z.number().int().min(1).max(1000).default(1000),
      cursor: cursor.optional(),
    }),
    output: page(affiliate),
    rest: { route: 'GET /api/affiliates', project: 'items' },
  }),
  updateAffiliate: mutation({
    access: 'operator',
    scope: 'affiliates:write',
    summary: 'Rename an affiliate, pause or resume it, archive it, or change its commission.',
    input: z.strictObject({
      id,
      name: label(255).optional(),
      status: affiliateStatus.optional(),
      commissionBps: basisPoints.nullable().optional(),
    }),
    output: affiliate,
    rest: { route: 'PATCH /api/affiliates/:id' },
  }),
  listConversions: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'List conversions, newest first.',
    input: z.strictObject({
      affiliateId: id.optional(),
      status: conversionStatus.optional(),
      kind: conversionKind.optional(),
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: page(conversion),
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
    summary: 'Mark an approved conversion as paid.',
    input: byId,
    output: conversion,
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
  recordRefund: mutation({
    access: 'operator',
    scope: 'events:write',
    summary:
      'Report what was given back of an order, with a secret key: the same part of its commission is not owed any more.',
    input: refundInput,
    output: refundOutput,
    rest: { route: 'POST /api/affiliates/refunds' },
  }),
} as const;
