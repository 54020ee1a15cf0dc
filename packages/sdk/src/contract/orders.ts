import { z } from 'zod';
import { eventAsMeant } from './as-meant.ts';
import { conversionKind, conversionPayout, conversionStatus } from './conversions.ts';
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
import {
  affiliateReference,
  attributedBy,
  clickReference,
  eventFields,
  hasRevenueOrLines,
  ignoredField,
  orderFacts,
} from './order-facts.ts';

const orderInput = z
  .strictObject({
    ...affiliateReference,
    ...clickReference,
    ...eventFields,
    orderId: shopId,
    /** What the customer pays. Optional with lines; then it must be what they add up to with shipping, tax and fees. */
    revenue: money.optional(),
    /** Commission owed, in place of what the affiliate's rate comes to. */
    commission: money.optional(),
    /** ISO 4217 code; must be the storefront's currency when given. */
    currency: currency.optional(),
    ...orderFacts,
  })
  .refine(hasRevenueOrLines, { path: ['revenue'], error: 'is missing, and there are no lines' });

const orderReceipt = z.object({
  success: z.literal(true),
  /** The hub's own number of the order. */
  id: z.number().int(),
  /** The shop's id, as it was first sent. */
  orderId: z.string(),
  /** False when the order was stored before, and this report said who brought it, or was sent before. */
  created: z.boolean(),
  /** Null: no affiliate is credited with it (yet). */
  attributionId: z.number().int().nullable(),
  attributedBy: attributedBy.nullable(),
  /** What else the report named and could not be used. */
  ignored: z.array(ignoredField),
  /** True when this event id was answered before. */
  duplicate: z.boolean().optional(),
});

/** An order that a trusted caller placed. */
export const order = z.object({
  id: z.number().int(),
  storefront: z.string(),
  orderId: z.string(),
  currency: z.string(),
  revenue: moneyString,
  /** What was given back of it, at most all of it. */
  refunded: moneyString,
  lineCount: z.number().int(),
  couponCodes: z.array(z.string()),
  /** When the customer ordered, and when it was reported. */
  orderedAt: instant,
  postedAt: instant,
  /** Who is credited with it; null: nobody. */
  attribution: z
    .object({
      id: z.number().int(),
      affiliateId: z.number().int(),
      affiliateHandle: z.string(),
      affiliateName: z.string(),
      status: conversionStatus,
      commission: moneyString,
      commissionReversed: moneyString,
      /** Null for orders from before this was stored. */
      attributedBy: attributedBy.nullable(),
    })
    .nullable(),
});

const orderLine = z.object({
  lineId: z.string(),
  sku: z.string().nullable(),
  productId: z.string().nullable(),
  categories: z.array(z.string()),
  /** Decimal string. */
  quantity: z.string(),
  net: moneyString,
  /** The line's share of a discount that the nets do not have in them, of fees, shipping and tax. */
  discount: moneyString,
  fees: moneyString,
  shipping: moneyString,
  tax: moneyString,
  /** What was given back of its goods. */
  refunded: moneyString,
  /** Its part of the order's commission, and what refunds took of that; null while nobody is credited. */
  commission: moneyString.nullable(),
  commissionReversed: moneyString.nullable(),
});

const orderDetail = order.extend({
  /** Null: not reported. */
  shipping: moneyString.nullable(),
  tax: moneyString.nullable(),
  fees: moneyString.nullable(),
  discount: moneyString.nullable(),
  lines: z.array(orderLine),
  refunds: z.array(
    z.object({
      refundId: z.string(),
      /** Null: all that was left of the order. */
      amount: moneyString.nullable(),
      lines: z.array(z.object({ lineId: z.string(), net: moneyString })),
      createdAt: instant,
    }),
  ),
  /** What its report named and could not be used. */
  ignored: z.array(ignoredField),
  /** Rate of the commission in basis points; null without one, or where it was given. */
  commissionBps: z.number().int().nullable(),
  commissionSource: z.enum(['given', 'own', 'default', 'rule']).nullable(),
  /** The payment that its commission is in, or was paid by; null: none. */
  payout: conversionPayout.nullable(),
  clickId: z.number().int().nullable(),
  /** Claims beside it, which pay nothing. */
  claims: z.array(
    z.object({
      id: z.number().int(),
      affiliateId: z.number().int(),
      affiliateHandle: z.string(),
      kind: conversionKind,
      status: conversionStatus,
      revenue: moneyString,
      createdAt: instant,
    }),
  ),
  /** What the shop's own server was told of it, newest first. */
  events: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      status: z.enum(['pending', 'delivered', 'dead']),
      createdAt: instant,
      deliveredAt: instant.nullable(),
    }),
  ),
});

export const orders = {
  recordOrder: inTestMode(
    mutation({
      access: 'operator',
      scope: 'events:write',
      summary: 'Record an order with a secret key, with its lines or without, whoever brought it.',
      example: {
        orderId: 'ORD-1001',
        handle: 'tech-blog-2025',
        lines: [
          { lineId: '1', sku: 'WIDGET-PRO-001', quantity: 2, net: '79.98' },
          { lineId: '2', sku: 'GADGET-002', quantity: 1, net: '10.00' },
        ],
        shipping: '4.90',
        tax: '18.02',
      },
      input: orderInput,
      asMeant: eventAsMeant,
      output: orderReceipt,
      rest: { route: 'POST /api/orders', status: 201, createdField: 'created' },
    }),
  ),
  listOrders: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'List orders; unless told otherwise, last reported first.',
    input: z.strictObject({
      /** The beginning of an order's id. */
      search: label(255).optional(),
      /** The shop's id of an order, in any spelling: of each storefront at most one has it. */
      orderId: label(255).optional(),
      storefront: label(64).optional(),
      affiliateId: id.optional(),
      /** Those that somebody is credited with, or those that nobody is. */
      attributed: z.enum(['yes', 'no']).optional(),
      /** Of the conversion that credits it. */
      status: conversionStatus.optional(),
      /** Those that figures over time count for an affiliate, or those that are void or given back as a whole. */
      counted: z.enum(['yes', 'no']).optional(),
      /** Ordered then or later, and before then. */
      orderedFrom: bound.optional(),
      orderedTo: bound.optional(),
      /**
       * `status`: of the conversion that credits it, by its progress; orders that nobody is credited with come last.
       * `revenue` is sorted within each currency, one currency after the other.
       */
      sort: z.enum(['reported', 'orderedAt', 'orderId', 'revenue', 'status']).default('reported'),
      order: listOrder.default('desc'),
      withTotal,
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: countedPage(order),
    rest: { route: 'GET /api/orders', project: 'items' },
  }),
  getOrder: query({
    access: 'analyst',
    scope: 'affiliates:read',
    summary: 'Get an order with its lines, refunds and claims, and what was told of it.',
    input: z.strictObject({ id: z.number().int().positive() }),
    output: orderDetail,
    rest: { route: 'GET /api/orders/:id' },
  }),
} as const;
