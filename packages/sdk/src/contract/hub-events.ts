import { z } from 'zod';
import { CONVERSION_KINDS, CONVERSION_STATUSES, PAYOUT_RAILS } from './choices.ts';

const stockNews = z.object({
  /** Most urgent first, at most 100. */
  items: z.array(
    z.object({
      sku: z.string(),
      name: z.string(),
      stock: z.number().int(),
      threshold: z.number().int(),
      /** The hub's pages about it; of the first ten only. */
      links: z.object({ alert: z.url().optional(), product: z.url() }).optional(),
    }),
  ),
  itemCount: z.number().int(),
  /** The hub's page with all of them. */
  url: z.url().optional(),
});

const conversionNews = z.object({
  id: z.number().int(),
  affiliateId: z.number().int(),
  storefront: z.string(),
  orderId: z.string(),
  kind: z.enum(CONVERSION_KINDS),
  status: z.enum(CONVERSION_STATUSES),
  revenue: z.string(),
  commission: z.string(),
  refunded: z.string(),
  commissionReversed: z.string(),
  currency: z.string(),
  clickId: z.number().int().nullable(),
});

const commissionNews = conversionNews.extend({ amount: z.string() });

const orderNews = z.object({
  id: z.number().int(),
  storefront: z.string(),
  orderId: z.string(),
  revenue: z.string(),
  refunded: z.string(),
  currency: z.string(),
});

const payoutNews = z.object({
  id: z.number().int(),
  affiliateId: z.number().int(),
  storefront: z.string(),
  amount: z.string(),
  currency: z.string(),
  rail: z.enum(PAYOUT_RAILS).nullable(),
  batchId: z.number().int().nullable(),
  reference: z.string().nullable(),
  reason: z.string().nullable(),
});

/** What each type of event tells a shop's own server, for documents; the SDK has the same as types that need no zod. */
export const hubEventData = {
  'stock.low': stockNews,
  'stock.restocked': stockNews,
  'alerting.failed': z.object({ message: z.string() }),
  'order.recorded': orderNews.extend({ orderedAt: z.string(), affiliateId: z.number().int().nullable() }),
  'order.refunded': orderNews.extend({
    refundId: z.string(),
    amount: z.string().nullable(),
    lines: z.array(z.object({ lineId: z.string(), net: z.string() })),
  }),
  'conversion.recorded': conversionNews,
  'conversion.verified': conversionNews,
  'conversion.approved': conversionNews,
  'conversion.paid': conversionNews,
  'conversion.voided': conversionNews,
  'conversion.refunded': conversionNews.extend({ refundId: z.string(), amount: z.string().nullable() }),
  'commission.accrued': commissionNews,
  'commission.matured': commissionNews,
  'commission.reversed': commissionNews,
  'payout.requested': payoutNews,
  'payout.paid': payoutNews,
  'payout.returned': payoutNews,
  'hub.tested': z.record(z.string(), z.never()),
} as const;
