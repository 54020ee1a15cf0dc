import type { affAttributions, IgnoredField, RefundedLine } from './tables.ts';

/** An order: the shop's id of it, in any spelling. Spellings with one canonical form are one order in a storefront. */
export interface OrderKey {
  storefrontId: number;
  orderId: string;
}

export type AttributionRow = typeof affAttributions.$inferSelect;

/** The columns of an attribution that refunds change. Amounts are decimal strings. */
export interface ReversalColumns {
  refunded: string;
  commissionReversed: string;
  isReversed: boolean;
}

interface RefundKey extends OrderKey {
  /** The shop's id of the refund. */
  refundId: string;
}

export interface RefundData extends RefundKey {
  /** Decimal string; null: all that remains of the order. */
  amount: string | null;
  /** What of it was given back of single lines; their nets add up to the amount. Empty: of the order as a whole. */
  lines: readonly RefundedLine[];
}

/** All refunds of an order together. */
export interface RefundSum {
  /** Sum of the refunds with an amount, as a decimal string. */
  total: string;
  /** Whether one of them was for all that remains. */
  isWhole: boolean;
  /** Disputes of its payment. */
  disputes: readonly StoredDispute[];
  /** Sums of what was given back of single lines. */
  byLine: readonly RefundedLine[];
  /** The one that was asked for; null when it is not among them. */
  meant: Pick<RefundData, 'amount' | 'lines'> | null;
}

/** A dispute as it stands. */
export interface StoredDispute {
  state: 'opened' | 'won' | 'lost';
  /** Decimal string. */
  amount: string;
}

/** An order to store. Amounts are decimal strings; null: not reported. */
export interface NewOrder extends OrderKey {
  isOrderShadowed: boolean;
  currency: string;
  revenue: string;
  shipping: string | null;
  tax: string | null;
  fees: string | null;
  discount: string | null;
  couponCodes: string[] | null;
  customerIdHash: string | null;
  customerEmailHash: string | null;
  ignored: IgnoredField[] | null;
  /** Null: now. */
  orderedAt: Date | null;
  lines: readonly NewOrderLine[];
}

/** A line with its shares. Amounts are decimal strings. */
export interface NewOrderLine extends LineAmounts, LineGoods {}

/** What commission rules tell lines apart by. */
interface LineGoods {
  sku: string | null;
  productId: string | null;
  categories: string[] | null;
  /** Decimal string, above zero. */
  quantity: string;
}

interface LineAmounts {
  lineId: string;
  net: string;
  discount: string;
  fees: string;
  shipping: string;
  tax: string;
}

/** A stored order, with what commissions and refunds need of it. */
export interface StoredOrder {
  id: number;
  orderId: string;
  currency: string;
  revenue: string;
  orderedAt: Date;
  /** Keyed hashes. */
  customerIdHash: string | null;
  customerEmailHash: string | null;
  /** In the order in which they were sent. */
  lines: NewOrderLine[];
}

/** An order, and who is credited with it. */
export interface CreditedOrder {
  id: number;
  orderId: string;
  ignored: IgnoredField[] | null;
  attribution: Pick<AttributionRow, 'id' | 'attributedBy' | 'ignored'> | null;
}

/** What is known of an order: the order itself, once a trusted caller placed it, and its refunds. */
export interface OrderState {
  order: StoredOrder | null;
  refunds: RefundSum;
}
