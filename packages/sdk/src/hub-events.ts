/** A product and its level, in whole units. */
export interface StockLevel {
  sku: string;
  name: string;
  stock: number;
  threshold: number;
  /** The hub's pages about it; of the first ten products only, and where the hub knows its address (`PUBLIC_URL`). */
  links?: { alert?: string | undefined; product: string } | undefined;
}

/** Products whose levels are news. */
export interface StockNews {
  /** Most urgent first, at most 100. */
  items: StockLevel[];
  /** All of them. */
  itemCount: number;
  /** The hub's page with all of them, where it knows its address. */
  url?: string | undefined;
}

/** An order attributed to an affiliate, as it was when the event happened. Amounts are decimal strings such as `"99.99"`. */
export interface ConversionNews {
  id: number;
  affiliateId: number;
  /** Slug of the storefront. */
  storefront: string;
  orderId: string;
  /** `verified` pays its commission; a `claim` pays nothing until it is verified. */
  kind: 'verified' | 'claim';
  status: 'pending' | 'approved' | 'paid' | 'void';
  revenue: string;
  commission: string;
  /** What was given back of the order, and the part of the commission that is not owed any more because of that. */
  refunded: string;
  commissionReversed: string;
  currency: string;
  clickId: number | null;
}

/** What a refund event adds: the shop's own id of the refund, and its amount; null for all that was left. */
export interface RefundNews extends ConversionNews {
  refundId: string;
  amount: string | null;
}

/** What commission events add: by how much the commission changed, as a decimal string. */
interface CommissionNews extends ConversionNews {
  amount: string;
}

/** An order that your server reported, whoever brought it. Amounts are decimal strings such as `"99.99"`. */
export interface OrderNews {
  /** The hub's own number of the order. */
  id: number;
  /** Slug of the storefront. */
  storefront: string;
  orderId: string;
  revenue: string;
  /** What was given back of it so far, also before it was reported; never more than all of it. */
  refunded: string;
  currency: string;
}

/** When an order was placed, and who was credited with it when it was reported; null: nobody. */
export interface OrderRecordedNews extends OrderNews {
  orderedAt: string;
  affiliateId: number | null;
}

/** What was given back of an order: the shop's own id of the refund, its amount (null for all that was left), and its lines. */
export interface OrderRefundedNews extends OrderNews {
  refundId: string;
  amount: string | null;
  lines: { lineId: string; net: string }[];
}

/** A payout to an affiliate, or the request for one. Amounts are decimal strings such as `"99.99"`. */
export interface PayoutNews {
  /** Of the payment; of the request in `payout.requested`. */
  id: number;
  affiliateId: number;
  /** Slug of the storefront. */
  storefront: string;
  amount: string;
  currency: string;
  /** How it is paid; null in `payout.requested`. */
  rail: 'manual' | 'csv' | 'sepa' | 'paypal' | null;
  /** The batch that it is in; null in `payout.requested`. */
  batchId: number | null;
  /** Names it to the bank or the provider; null in `payout.requested`. */
  reference: string | null;
  /** Why it came back; else null. */
  reason: string | null;
}

/** What each type of event tells, as its `data`. */
export interface HubEventData {
  'stock.low': StockNews;
  'stock.restocked': StockNews;
  /** Something is wrong with the alerting itself. */
  'alerting.failed': { message: string };
  /** Your server reported an order for the first time. */
  'order.recorded': OrderRecordedNews;
  'order.refunded': OrderRefundedNews;
  /** An order came in that an affiliate is credited with, or took the place of a claim for it. */
  'conversion.recorded': ConversionNews;
  /** An operator vouched for a claim. */
  'conversion.verified': ConversionNews;
  'conversion.approved': ConversionNews;
  'conversion.paid': ConversionNews;
  'conversion.voided': ConversionNews;
  'conversion.refunded': RefundNews;
  /** An affiliate has earned a commission. */
  'commission.accrued': CommissionNews;
  /** A commission may be paid: it is approved, and its holding time is over. */
  'commission.matured': CommissionNews;
  /** A refund, a lost dispute or an operator took a commission back; below zero, a lost dispute was won after all. */
  'commission.reversed': CommissionNews;
  /** A payout was asked for: its amount is reserved. */
  'payout.requested': PayoutNews;
  'payout.paid': PayoutNews;
  /** A payment failed or came back: its amount is payable again. */
  'payout.returned': PayoutNews;
  /** An operator tried whether events arrive. */
  'hub.tested': Record<string, never>;
}

export type HubEventType = keyof HubEventData;

/** An event of one type, or of any: `switch (event.type)` tells them apart. */
export type HubEvent<Type extends HubEventType = HubEventType> = {
  [Each in Type]: {
    /** The message's `webhook-id`, the same however often it is sent: what you keep to handle an event once. */
    id: string;
    type: Each;
    /** When it happened: ISO 8601, in UTC. */
    timestamp: string;
    /** Present on events of test mode, which `webhooks listen` forwards: act on nothing that it tells. */
    test?: true;
    data: HubEventData[Each];
  };
}[Type];
