/** Where the hub takes events. */
export const TRACK_PATH = '/api/affiliates/track/';
export const CLICK_PATH = `${TRACK_PATH}click`;
export const CONVERSION_PATH = `${TRACK_PATH}conversion`;
export const REFUND_PATH = '/api/affiliates/refunds';
export const ORDER_PATH = '/api/orders';

/** Without an answer for as long, a try has failed: the hub itself gives a click up after half of that. */
export const TIMEOUT_MILLISECONDS = 30_000;

/** Names the affiliate: its pixel id or its handle. */
export type AffiliateReference =
  | { pixelId: string; handle?: string | undefined }
  | { pixelId?: string | undefined; handle: string };

/** What clicks and orders have in common. */
export interface EventFields {
  /** UUID of the event; made for you when left out, so that a retry never counts twice. */
  eventId?: string | undefined;
  /** First-party visitor id, if the visitor consented to one; the hub hashes what is longer than 64 characters. */
  visitorId?: string | undefined;
}

export type ClickEvent = AffiliateReference &
  EventFields & {
    landingPage?: string | undefined;
    referrer?: string | undefined;
    /** The affiliate's own tag for this link. */
    subId?: string | undefined;
    /** Secret keys only: the visitor's IP address. */
    visitorIp?: string | undefined;
    /** Secret keys only: the visitor's user agent. */
    visitorUserAgent?: string | undefined;
  };

export interface ClickReceipt {
  success: true;
  clickId: number;
  /** Whether the click enters the metrics. */
  counted: boolean;
  /** Why it does not. */
  reason?: 'bot' | 'duplicate' | 'paused' | undefined;
  /** True when this event id was answered before. */
  duplicate?: boolean | undefined;
}

/** A line of an order. */
export interface OrderLine {
  /** Your own id of the line, by which refunds name it. */
  lineId: string;
  sku?: string | undefined;
  productId?: string | undefined;
  categories?: string[] | undefined;
  /** Above zero; may have decimals. */
  quantity: number;
  /** What the line's goods cost, after its discounts, without tax and shipping. */
  net: number | string;
  tax?: number | string | undefined;
}

/** What a server may say of an order besides its id and total. Amounts are numbers or, safer, decimal strings. */
export interface OrderFacts {
  /** With lines, the total is optional; given, it must be what they add up to with shipping, tax and fees. */
  lines?: OrderLine[] | undefined;
  shipping?: number | string | undefined;
  /** All of the order's tax, its lines' included. */
  tax?: number | string | undefined;
  /** Other charges; negative ones are rebates. */
  fees?: number | string | undefined;
  /** A discount on the order as a whole. */
  discount?: number | string | undefined;
  /** Whether the lines' nets have the discount in them; they have unless this is false. */
  discountIncluded?: boolean | undefined;
  /** The codes that the customer entered: one that is bound to an affiliate attributes the order when nothing better does. */
  couponCodes?: string[] | undefined;
  /** Kept as a keyed hash only. */
  customerId?: string | undefined;
  /** Kept as a keyed hash only. */
  customerEmail?: string | undefined;
  /** ISO 8601 with a time zone, or Unix time; now unless said otherwise. */
  orderedAt?: string | number | undefined;
}

type AttributedOrder = Partial<AffiliateReference> &
  EventFields &
  OrderFacts & {
    orderId: string;
    /** Honoured with a secret key only; computed from the affiliate's rate otherwise. */
    commission?: number | string | undefined;
    /** ISO 4217; must be the storefront's currency. */
    currency?: string | undefined;
    /** The click that led here. */
    clickId?: number | undefined;
    /** The same, as a tracked redirect wrote it into the landing page's address (`dth_click`). */
    clickToken?: string | undefined;
  };

export type ConversionEvent = AttributedOrder & {
  /** Order total: a number or, safer, a decimal string such as `"99.99"`. */
  revenue: number | string;
};

/** An order, whoever brought it. */
export type OrderEvent = AttributedOrder & {
  /** What the customer pays; may be left out with lines. */
  revenue?: number | string | undefined;
};

/** What an order can be attributed by, in the order in which it is tried. */
export type AttributedBy = 'pixelId' | 'handle' | 'clickId' | 'clickToken' | 'couponCodes' | 'visitorId';

export interface ConversionReceipt {
  success: true;
  attributionId: number;
  /** Beside `ignored`: what the order was attributed by instead. Otherwise it is what the report names first. */
  attributedBy?: AttributedBy | undefined;
  /** What else the report named and could not be used: the order is not lost for it. */
  ignored?:
    | {
        field: AttributedBy;
        reason: 'unknown' | 'invalid' | 'another_affiliate';
      }[]
    | undefined;
  /** True when this event id was answered before. */
  duplicate?: boolean | undefined;
}

export interface OrderReceipt {
  success: true;
  /** The hub's own number of the order. */
  id: number;
  /** Your id of it, as it was first sent. */
  orderId: string;
  /** False when the order was stored before, and this report said who brought it, or was sent before. */
  created: boolean;
  /** Null: no affiliate is credited with it (yet). */
  attributionId: number | null;
  attributedBy: AttributedBy | null;
  /** What else the report named and could not be used. */
  ignored: { field: AttributedBy; reason: 'unknown' | 'invalid' | 'another_affiliate' }[];
  /** True when this event id was answered before. */
  duplicate?: boolean | undefined;
}

export interface RefundEvent {
  orderId: string;
  /** Your own id of the refund: reported again, it is the same one. */
  refundId: string;
  /** What was given back: a number or, safer, a decimal string; all that is left of the order when left out, as for a cancelled one. */
  amount?: number | string | undefined;
  /** What was given back of single lines, in place of `amount`. */
  lines?: { lineId: string; net: number | string }[] | undefined;
  /** ISO 4217; must be the storefront's currency. */
  currency?: string | undefined;
}

export interface RefundReceipt {
  success: true;
  /** The verified conversion of the order; null when there is none yet: the refund is booked when it comes. */
  attributionId: number | null;
  /** What was given back of the order so far, never more than it was; null without a verified conversion. */
  refunded: string | null;
  /** The part of its commission that is not owed any more. */
  commissionReversed: string | null;
  /** True when this refund was reported before. */
  duplicate?: boolean | undefined;
}

/** The click that led a visitor here, as far as it is known: hand it to your server with the order. */
export interface Attribution {
  handle?: string;
  pixelId?: string;
  clickId?: number;
  clickToken?: string;
  /** Of the visitor, while the hub has not accepted this landing: their last counted click is what it falls back on. */
  visitorId?: string;
  /** The landing before, while the hub has not accepted this one: a server tracker reports it when the hub knows nothing of this one. */
  earlier?: Attribution;
}
