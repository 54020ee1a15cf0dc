import { z } from 'zod';
import { eventAsMeant } from './as-meant.ts';
import { inTestMode, mutation } from './entry.ts';
import { currency, money, shopId, text } from './fields.ts';
import {
  affiliateReference,
  attributedBy,
  clickReference,
  eventFields,
  hasRevenueOrLines,
  ignoredField,
  lenientOrderFacts,
} from './order-facts.ts';

const needsAffiliate = (input: { pixelId?: string | undefined; handle?: string | undefined }) =>
  input.pixelId !== undefined || input.handle !== undefined;

export const clickInput = z
  .object({
    ...affiliateReference,
    ...eventFields,
    /** This and the next three only decorate the event: what is too long is cut. */
    landingPage: text(2048).optional(),
    referrer: text(2048).optional(),
    /** The affiliate's own tag for this link, returned in reports. */
    subId: text(255).optional(),
    /** Secret-key callers only: the visitor's address, when a server reports on its behalf. */
    visitorIp: text(255).optional(),
    /** Secret-key callers only: the visitor's user agent. */
    visitorUserAgent: text(1024).optional(),
  })
  .refine(needsAffiliate, { path: ['pixelId'], error: 'pixelId or handle is required' });

export const clickOutput = z.object({
  success: z.literal(true),
  clickId: z.number().int(),
  /** Whether the click enters the metrics. */
  counted: z.boolean(),
  /** Why it does not. */
  reason: z.enum(['bot', 'duplicate', 'paused']).optional(),
  /** True when this event id was answered before. */
  duplicate: z.boolean().optional(),
});

/** Highest number of clicks in one batch. */
const MAX_CLICKS_IN_BATCH = 500;

const clickBatchInput = z.object({
  /** Each is checked by itself, as an input of `recordClick`: a bad one spoils nothing but itself. None at all tries a key. */
  events: z.array(z.custom<z.input<typeof clickInput>>(() => true)).max(MAX_CLICKS_IN_BATCH),
});

const clickBatchOutput = z.object({
  /** What became of each event, in their order. */
  results: z.array(
    z.union([
      clickOutput,
      z.object({
        success: z.literal(false),
        error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
      }),
    ]),
  ),
});

export const conversionInput = z
  .object({
    ...affiliateReference,
    ...eventFields,
    orderId: shopId,
    /** Order total; optional with lines. */
    revenue: money.optional(),
    /** Commission owed; honoured for verified (secret-key) calls, computed otherwise. */
    commission: money.optional(),
    /** ISO 4217 code; must be the storefront's currency when given. */
    currency: currency.optional(),
    ...clickReference,
    /** Stored for verified (secret-key) calls. */
    ...lenientOrderFacts,
  })
  .refine(hasRevenueOrLines, { path: ['revenue'], error: 'is missing' })
  .refine(
    (input) =>
      needsAffiliate(input) ||
      input.clickId !== undefined ||
      input.clickToken !== undefined ||
      (input.couponCodes?.length ?? 0) > 0 ||
      input.visitorId !== undefined,
    { path: ['pixelId'], error: 'pixelId, handle, clickId, clickToken or visitorId is required' },
  );

export const conversionOutput = z.object({
  success: z.literal(true),
  attributionId: z.number().int(),
  /** Beside `ignored`: what the order was attributed by instead. Otherwise it is what the report names first. */
  attributedBy: attributedBy.optional(),
  /** What else the report named and could not be used: the order is not lost for it. */
  ignored: z.array(ignoredField).optional(),
  /** True when this event id was answered before. */
  duplicate: z.boolean().optional(),
});

/** Writing events: open to storefronts, reads nothing back but receipts. */
export const tracking = {
  tracking: {
    recordClick: inTestMode(
      mutation({
        access: 'anyone',
        scope: 'events:write',
        summary: 'Record a visit that an affiliate sent.',
        example: { handle: 'tech-blog-2025', landingPage: '/products/widget-pro' },
        input: clickInput,
        asMeant: eventAsMeant,
        output: clickOutput,
        rest: { route: 'POST /api/affiliates/track/click' },
      }),
    ),
    recordClicks: inTestMode(
      mutation({
        access: 'key',
        scope: 'events:write',
        summary: 'Record up to 500 visits at once; each has a result of its own.',
        example: { events: [{ handle: 'tech-blog-2025', landingPage: '/products/widget-pro' }] },
        input: clickBatchInput,
        output: clickBatchOutput,
        rest: { route: 'POST /api/affiliates/track/clicks' },
      }),
    ),
    recordConversion: inTestMode(
      mutation({
        access: 'anyone',
        scope: 'events:write',
        summary:
          'Record an order: verified with a secret key, otherwise a claim that pays nothing until verified.',
        example: { handle: 'tech-blog-2025', orderId: 'ORD-1001', revenue: '99.99' },
        input: conversionInput,
        asMeant: eventAsMeant,
        output: conversionOutput,
        rest: { route: 'POST /api/affiliates/track/conversion' },
      }),
    ),
  },
} as const;
