import { z } from 'zod';
import { canonicalAmount, canonicalOrderId } from './canonical.ts';
import { MOST_CURRENCY_DIGITS } from './currencies.ts';
import { eventId, label, money, shopId, sku, text, visitorId } from './fields.ts';

/** Highest number of lines of an order. */
export const MAX_ORDER_LINES = 1_000;

/** Highest number of coupon codes of an order. */
const MAX_COUPON_CODES = 500;

/** An amount that may be negative, such as a fee that is really a rebate. */
const signedMoney = z.union([z.number(), z.string()]).superRefine((value, context) => {
  if (canonicalAmount(withoutSign(value), MOST_CURRENCY_DIGITS) === null) {
    context.addIssue({ code: 'custom', message: 'must be an amount like 99.99 or -99.99, no exponent' });
  }
});

/** Returns an amount that may be negative without its sign. */
export function withoutSign(amount: number | string): string {
  return String(amount).replace(/^\s*[-\u2212]\s*(?=[\d.])/, '');
}

/** A line of an order. */
const line = {
  /** The shop's own id of the line, by which refunds name it. */
  lineId: shopId,
  sku: sku.optional(),
  productId: text(255).optional(),
  categories: z.array(text(255)).max(50).optional(),
  /** Above zero; may have decimals. */
  quantity: z
    .number({ error: 'must be a number above zero' })
    .positive({ error: 'must be above zero' })
    .max(1e9),
  /** What the line's goods cost, after its discounts, without tax and shipping. */
  net: money,
  /** The line's part of the order's tax. */
  tax: money.optional(),
};

/** When the customer ordered: ISO 8601 with a time zone, or Unix time in seconds or milliseconds. */
const orderedAt = z.union([z.string(), z.number()]).refine((value) => readOrderedAt(value) !== null, {
  error: 'must be a time with its zone, like 2026-11-06T20:00:00Z or 2026-11-06T21:00:00+01:00',
});

/** What a trusted caller may say of an order besides its id and total. */
const factsWith = <Line extends z.ZodType<{ lineId: string }>>(orderLine: Line) => ({
  /** Left out for an order without lines, whose revenue is then the base of its commission. */
  lines: z
    .array(orderLine)
    .max(MAX_ORDER_LINES, { error: `must be at most ${MAX_ORDER_LINES} lines` })
    .superRefine((lines, context) => {
      const seen = new Set<string>();
      for (const [place, line] of lines.entries()) {
        const lineId = canonicalOrderId(line.lineId);
        if (seen.has(lineId)) {
          context.addIssue({ code: 'custom', path: [place, 'lineId'], message: `"${lineId}" is used twice` });
        }
        seen.add(lineId);
      }
    })
    .optional(),
  shipping: money.optional(),
  /** All of the order's tax, its lines' included. */
  tax: money.optional(),
  /** Other charges; negative ones are rebates. */
  fees: signedMoney.optional(),
  /** A discount on the order as a whole. */
  discount: money.optional(),
  /** Whether the lines' nets have the discount in them; they have unless this is false. */
  discountIncluded: z.boolean().optional(),
  /** The codes that the customer entered: one that is bound to an affiliate attributes the order when nothing better does. */
  couponCodes: z
    .array(text(255))
    .max(MAX_COUPON_CODES, { error: `must be at most ${MAX_COUPON_CODES} codes` })
    .optional(),
  /** The shop's own id of the customer; kept as a keyed hash only. */
  customerId: text(1024).optional(),
  /** Kept as a keyed hash only. */
  customerEmail: text(1024).optional(),
  orderedAt: orderedAt.optional(),
});

/** For entries that refuse fields which they do not know. */
export const orderFacts = factsWith(z.strictObject(line));

/** For entries that pass them over. */
export const lenientOrderFacts = factsWith(z.object(line));

/** What names an event and a visitor. */
export const eventFields = {
  /** Makes a retry the same event: any UUID; a version 7 one is remembered for the whole retention, others for at least 24 h. */
  eventId: eventId.optional(),
  /** First-party visitor id, if the visitor consented to one. Longer than 64 characters, its hash is kept. */
  visitorId: visitorId.optional(),
  /** Slug of the storefront; defaults to the key's, else to the affiliate's. */
  storefront: label(64).optional(),
};

/** Either names the affiliate; the pixel id wins when both are given and known. */
export const affiliateReference = {
  pixelId: text(255).min(1).optional(),
  handle: text(255).min(1).optional(),
};

/** What led to an order besides an affiliate's name. */
export const clickReference = {
  /** The click that led here, as `recordClick` answered it. */
  clickId: z.union([z.number(), text(64)]).optional(),
  /** The click that led here, as a tracked redirect wrote it into the landing page's address (`dth_click`). */
  clickToken: text(255).optional(),
};

/** What an order can be attributed by, in the order in which it is tried. */
export const attributedBy = z.enum([
  'pixelId',
  'handle',
  'clickId',
  'clickToken',
  'couponCodes',
  'visitorId',
]);

/** A field of a report that could not be used. */
export const ignoredField = z.object({
  field: attributedBy,
  /** `unknown`: there is no such thing; `invalid`: broken or expired; `another_affiliate`: it belongs to another one. */
  reason: z.enum(['unknown', 'invalid', 'another_affiliate']),
});

/** Whether a report with lines may leave out its revenue, and one without may not. */
export const hasRevenueOrLines = (input: { revenue?: unknown; lines?: readonly unknown[] | undefined }) =>
  input.revenue !== undefined || (input.lines?.length ?? 0) > 0;

/** Unix time in seconds is below this until the year 5138, and in milliseconds above it since March 1973. */
const FIRST_MILLISECONDS = 1e11;

const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})$/i;

/** Reads the time of an order; null for what is none, or has no zone. */
export function readOrderedAt(value: string | number): Date | null {
  const text = String(value).trim();
  const unix = /^\d{9,13}(?:\.\d+)?$/.test(text) ? Number(text) : null;
  if (unix !== null) return new Date(unix < FIRST_MILLISECONDS ? unix * 1000 : unix);
  if (!INSTANT.test(text)) return null;
  const iso = text
    .replace(' ', 'T')
    .replace(/\s?UTC$|\s?Z$/i, 'Z')
    .replace(/\s?([+-]\d{2}):?(\d{2})$/, '$1:$2');
  const time = new Date(iso);
  // The 31st of February would be a day in March.
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === iso.slice(0, 10);
  return isDay && !Number.isNaN(time.getTime()) ? time : null;
}
