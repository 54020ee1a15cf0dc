import type { AttributionRow, ConversionWrite } from '@dreamteamhub/db/orders';
import { formatMinor } from '../../platform/money.ts';
import type { RatedCommissions } from '../commissions/rating-service.ts';
import type { Attributed, Credit } from './attribution.ts';
import { contributionChange, contributionOf, type OrderAmounts, reversalColumns } from './order-books.ts';
import { statusOf } from './order-commissions.ts';
import type { OrderInput, ReportedOrder } from './order-report.ts';
import { type ConversionKind, contribution, NO_CONTRIBUTION, type Reversal } from './rules.ts';

/** A report as it was understood. */
export interface Report {
  /** What it is sent to: with a `conversion` somebody must be credited. */
  of: 'conversion' | 'order';
  input: OrderInput;
  storefront: { id: number; slug: string; currency: string };
  attributed: Attributed;
  kind: ConversionKind;
  /** A claim that its storefront keeps out of the metrics. */
  isApart: boolean;
  reported: ReportedOrder;
  /** When the customer ordered; null: now. */
  orderedAt: Date | null;
}

/** Returns what to write for an order: a new attribution, or the promotion of its pixel's claim. */
export function attributionOf(
  { input, credit, kind, isApart }: Report & { credit: Credit },
  {
    order,
    claim,
    amounts,
    rated,
    left,
    isOrderShadowed,
  }: {
    /** Null for a claim. */
    order: { orderedAt: Date } | null;
    claim: AttributionRow | null;
    amounts: OrderAmounts;
    rated: RatedCommissions;
    left: Reversal;
    isOrderShadowed: boolean;
  },
): ConversionWrite {
  const { affiliate, click, attributedBy, ignored } = credit;
  const { storefrontId, id: affiliateId, pixelId, currency } = affiliate;
  const status = kind === 'verified' ? statusOf(rated) : 'pending';
  const columns = {
    revenue: formatMinor(amounts.revenue, currency),
    commission: formatMinor(rated.total, currency),
    commissionSource: rated.source,
    commissionBps: rated.basisPoints,
    status,
    clickId: click?.id ?? claim?.clickId ?? null,
    attributedBy,
    ignored: ignored.length === 0 ? null : ignored,
    isApart,
    ...reversalColumns(left, currency),
  } as const;
  const adds = contributionChange(
    claim === null ? NO_CONTRIBUTION : contributionOf(claim),
    contribution({ kind, status, revenue: amounts.revenue, commission: rated.total, isApart, ...left }),
    currency,
  );
  if (claim !== null) return { verdict: 'promote', claimId: claim.id, attribution: columns, adds };
  const names = { storefrontId, orderId: input.orderId, isOrderShadowed, affiliateId, pixelId };
  const timestamp = order === null ? {} : { timestamp: order.orderedAt };
  return { verdict: 'insert', attribution: { ...names, kind, currency, ...columns, ...timestamp }, adds };
}
