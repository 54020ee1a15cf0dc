import { z } from 'zod';
import { clickDimension } from './analytics.ts';
import { canonicalCode, isLeftover } from './canonical.ts';
import { AFFILIATE_STATUSES } from './choices.ts';
import { conversions } from './conversions.ts';
import { mutation, query } from './entry.ts';
import {
  basisPoints,
  bound,
  countedPage,
  cursor,
  handle,
  id,
  instant,
  label,
  listOrder,
  moneyString,
  page,
  text,
  withTotal,
} from './fields.ts';

export const affiliateStatus = z.enum(AFFILIATE_STATUSES);

/** An affiliate with its metrics of today (UTC) and the 29 days before, at most 2 s old. */
export const affiliate = z.object({
  id: z.number().int(),
  handle: z.string(),
  name: z.string(),
  status: affiliateStatus,
  pixelId: z.string(),
  /** Own commission rate in basis points; null uses the hub's default. */
  commissionBps: z.number().int().nullable(),
  /** Its storefront's: of all its amounts. */
  currency: z.string(),
  revenue30d: moneyString,
  clicks30d: z.number().int(),
  conversions30d: z.number().int(),
  /** The verified part of both: without claims, which anybody can send. */
  verifiedRevenue30d: moneyString,
  verifiedConversions30d: z.number().int(),
  createdAt: instant,
});

const affiliateSort = z.enum([
  'createdAt',
  'name',
  'handle',
  'status',
  'commissionBps',
  'clicks30d',
  'conversions30d',
  'revenue30d',
  'verifiedRevenue30d',
  'verifiedConversions30d',
]);

/** A coupon code that is bound to an affiliate. */
export const affiliateCode = z.object({
  id: z.number().int(),
  affiliateId: z.number().int(),
  code: z.string(),
  createdAt: instant,
});

/** A click as it was stored, counted or not. Nothing of it leads to its visitor. */
const affiliateClick = z.object({
  id: z.number().int(),
  timestamp: instant,
  /** Address of the page, and of the one before it, as they were reported. */
  landingPage: z.string().nullable(),
  referrer: z.string().nullable(),
  subId: z.string().nullable(),
  /** Kind of device: `mobile`, `tablet`, `desktop`, `tv` or `other`. */
  device: z.string().nullable(),
  browser: z.string().nullable(),
  /** Why it does not count; null: it counts. */
  reason: z.enum(['bot', 'duplicate', 'paused']).nullable(),
});

/** A coupon code. Upper and lower case, spaces around it and invisible characters make no difference. */
const code = text(255)
  .refine((value) => canonicalCode(value) !== '', { error: 'must not be empty' })
  .refine((value) => !isLeftover(value), { error: 'looks like what a template leaves behind' });

/** Which affiliates; the same in lists and in changes of many. */
export const affiliateFilter = {
  /** Unset: all but archived ones. */
  status: affiliateStatus.optional(),
  /** Part of a handle or a name. */
  search: label(255).optional(),
  /** Beginnings of words of the name and the handle, in any order and case. */
  match: label(255).optional(),
  /** Slug. */
  storefront: label(64).optional(),
};

export const affiliates = {
  createAffiliate: mutation({
    access: 'operator',
    scope: 'affiliates:write',
    summary: 'Create an affiliate with its tracking pixel.',
    example: { handle: 'tech-blog-2025', name: 'Tech Blog Network' },
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
    summary: 'List affiliates with their 30-day metrics; unless told otherwise, oldest first.',
    input: z.strictObject({
      ...affiliateFilter,
      /** Amounts are sorted within each currency, one currency after the other; those without an own rate come last. */
      sort: affiliateSort.default('createdAt'),
      order: listOrder.default('asc'),
      withTotal,
      limit: z.number().int().min(1).max(1000).default(1000),
      cursor: cursor.optional(),
    }),
    output: countedPage(affiliate),
    rest: { route: 'GET /api/affiliates', project: 'items' },
  }),
  getAffiliate: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'Get an affiliate with its 30-day metrics.',
    input: z.strictObject({ id }),
    output: affiliate,
    rest: { route: 'GET /api/affiliates/:id' },
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
      /** Refuse with 409 unless these fields are this now: what the caller saw when it began to edit. */
      expected: z
        .strictObject({
          name: z.string().optional(),
          status: affiliateStatus.optional(),
          commissionBps: z.number().int().nullable().optional(),
        })
        .optional(),
    }),
    output: affiliate,
    rest: { route: 'PATCH /api/affiliates/:id' },
  }),
  listAlikeHandles: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'List affiliates whose handles read the same, from before that was refused: each group by age.',
    input: z.strictObject({}),
    output: z.object({
      groups: z.array(z.object({ handle: z.string(), affiliates: z.array(affiliate) })),
    }),
    rest: { route: 'GET /api/affiliates/alike' },
  }),
  mergeAffiliate: mutation({
    access: 'operator',
    scope: 'affiliates:write',
    summary:
      'Archive an affiliate in favour of another, which gets what comes in under its handle and pixel from now on.',
    input: z.strictObject({ id, intoId: id }),
    output: affiliate,
    rest: { route: 'POST /api/affiliates/:id/merge' },
  }),
  addCode: mutation({
    access: 'operator',
    scope: 'affiliates:write',
    summary:
      'Bind a coupon code to an affiliate: orders with it are the affiliate’s when nothing better names somebody.',
    input: z.strictObject({ id, code }),
    output: affiliateCode,
    rest: { route: 'POST /api/affiliates/:id/codes', status: 201 },
  }),
  listCodes: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'List the coupon codes of an affiliate, oldest first.',
    input: z.strictObject({
      id,
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: page(affiliateCode),
    rest: { route: 'GET /api/affiliates/:id/codes', project: 'items' },
  }),
  removeCode: mutation({
    access: 'operator',
    scope: 'affiliates:write',
    summary: 'Unbind a coupon code from its affiliate; what it brought so far stays.',
    input: z.strictObject({
      /** Of the code. */
      id,
    }),
    output: affiliateCode,
    rest: { route: 'POST /api/affiliates/codes/:id/remove' },
  }),
  listClicks: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'List the clicks of an affiliate, newest first, with those that do not count and why.',
    input: z.strictObject({
      id,
      /** Clicked then or later, and before then. */
      from: bound.optional(),
      to: bound.optional(),
      counted: z.enum(['yes', 'no']).optional(),
      /** Clicks with this value, as breakdowns name it; without `value`, those that have none. */
      dimension: clickDimension.optional(),
      value: text(255).optional(),
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    /** With `counted` or `dimension`, a page may be short or empty while more follow: the hub looks at 10,000 at a time. */
    output: page(affiliateClick),
    rest: { route: 'GET /api/affiliates/:id/clicks', project: 'items' },
  }),
  /** Where conversions have been from the first version on; `conversions` has them as well. */
  ...conversions,
} as const;
