import type { ItemNews } from './item-rules.ts';

/** What a rail took for a payment, maybe in another currency than the payment's. */
export interface RailFee {
  /** Decimal string. */
  amount: string;
  currency: string;
}

/** What a provider, a bank's file or a person says of a payment. */
export interface ItemSaid {
  /** The item's reference. */
  reference: string;
  news: ItemNews;
  /** As the source says it, such as `UNCLAIMED` or `RJCT`. */
  status: string;
  /** What was paid, or came back, where the source tells: decimal string. */
  amount?: string;
  /** What the rail took for it, beside the amount. */
  fee?: RailFee;
  occurredAt: Date;
  /** What it is, within its source: the same one is taken once. */
  key: string;
  reason?: string;
  /** The provider's name for the payment. */
  providerId?: string;
}
