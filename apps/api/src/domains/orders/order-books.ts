import type { RollupChange } from '@dreamteamhub/db/affiliates';
import type {
  AttributionRow,
  ConversionView,
  OrderStore,
  RefundSum,
  StoredOrder,
} from '@dreamteamhub/db/orders';
import { formatMinor, formatStored, parseMinor } from '../../platform/money.ts';
import type { OrderLine } from '../commissions/rating-service.ts';
import {
  afterRefundsByLine,
  commissionOnLines,
  goodsOf,
  type RefundableLine,
  type Refunds,
} from './order-line-rules.ts';
import {
  afterRefunds,
  type Commission,
  type CommissionTerms,
  type Contribution,
  type ConversionStatus,
  commissionOn,
  contribution,
  type Refunded,
  type Reversal,
  uncreditedContribution,
} from './rules.ts';

/** Where the rules, on minor units, meet the rows, which hold decimal strings. */

/** Returns a conversion with its amounts as its currency writes them. */
export function inItsCurrency<View extends Pick<ConversionView, ConversionAmount | 'currency'>>(
  view: View,
): View {
  const { revenue, commission, refunded, commissionReversed, currency } = view;
  return {
    ...view,
    revenue: formatStored(revenue, currency),
    commission: formatStored(commission, currency),
    refunded: formatStored(refunded, currency),
    commissionReversed: formatStored(commissionReversed, currency),
  };
}

type ConversionAmount = 'revenue' | 'commission' | 'refunded' | 'commissionReversed';

/** Returns the refunds of an order, summed. */
export function refundsOf(
  { total, isWhole, byLine }: Pick<RefundSum, 'total' | 'isWhole' | 'byLine'>,
  currency: string,
): Refunds {
  const sums = new Map<string, bigint>();
  for (const { lineId, net } of byLine) {
    sums.set(lineId, (sums.get(lineId) ?? 0n) + parseMinor(net, currency));
  }
  return { total: parseMinor(total, currency), isWhole, byLine: sums };
}

/** A refund, in minor units: of single lines, of the order as a whole, or (null) of all that remains. */
export interface Refund {
  amount: bigint | null;
  lines: readonly { lineId: string; net: bigint }[];
}

/** Returns the refunds of an order with one more. */
export function refundsWith(earlier: Refunds, { amount, lines }: Refund): Refunds {
  const byLine = new Map(earlier.byLine);
  for (const { lineId, net } of lines) byLine.set(lineId, (byLine.get(lineId) ?? 0n) + net);
  return { total: earlier.total + (amount ?? 0n), isWhole: earlier.isWhole || amount === null, byLine };
}

/** What commissions and refunds are counted on: an order's revenue, and its lines if it has any. */
export interface OrderAmounts {
  revenue: bigint;
  lines: readonly OrderLine[];
}

/** Returns the amounts of a stored order. */
export function amountsOf({
  revenue,
  lines,
  currency,
}: Pick<StoredOrder, 'revenue' | 'lines' | 'currency'>): OrderAmounts {
  return {
    revenue: parseMinor(revenue, currency),
    lines: lines.map(
      ({ lineId, sku, productId, categories, quantity, net, discount, fees, shipping, tax }) => ({
        ...{ lineId, sku, productId, categories: categories ?? [], quantity },
        net: parseMinor(net, currency),
        discount: parseMinor(discount, currency),
        fees: parseMinor(fees, currency),
        shipping: parseMinor(shipping, currency),
        tax: parseMinor(tax, currency),
      }),
    ),
  };
}

/** Returns the commission on an order, and each line's part of it. */
export function commissionOf(
  { revenue, lines }: OrderAmounts,
  terms: CommissionTerms,
): Commission & { byLine: bigint[] } {
  return lines.length === 0
    ? { ...commissionOn(revenue, terms), byLine: [] }
    : commissionOnLines(lines, terms);
}

/** Returns what all refunds of an order together take from its attribution. */
export function reversalOf(
  { revenue, lines }: OrderAmounts,
  commission: { amount: bigint; byLine: readonly bigint[] },
  refunds: Refunds,
): Reversal {
  if (lines.length === 0) {
    return afterRefunds({ commission: commission.amount, revenue }, sumOrAll(refunds));
  }
  return afterRefundsByLine({ revenue, lines: refundableLines(lines, commission.byLine) }, refunds);
}

/** Returns an order's lines as refunds are counted against them. */
export function refundableLines(
  lines: OrderAmounts['lines'],
  commissionByLine: readonly bigint[],
): RefundableLine[] {
  return lines.map((line, place) => ({
    lineId: line.lineId,
    goods: goodsOf(line),
    commission: commissionByLine[place] ?? 0n,
  }));
}

/** Returns the terms that an attribution's commission was computed by, so that its lines' parts can be found again. */
export function termsOf({
  commission,
  commissionSource,
  commissionBps,
  currency,
}: Pick<AttributionRow, 'commission' | 'commissionSource' | 'commissionBps' | 'currency'>): CommissionTerms {
  return {
    // Orders from before the source was stored had no lines: for those, the amount is all there is.
    given: commissionBps === null ? parseMinor(commission, currency) : null,
    ownBasisPoints: commissionSource === 'own' ? commissionBps : null,
    defaultBasisPoints: commissionBps ?? 0,
  };
}

/** Returns what was given back of an order, at most all of it. */
export function refundedOf({ revenue }: Pick<OrderAmounts, 'revenue'>, { total, isWhole }: Refunds): bigint {
  return isWhole || total > revenue ? revenue : total;
}

/** Returns what was refunded of an order as the rules without lines take it. */
export function sumOrAll({ total, isWhole }: Refunds): Refunded {
  return isWhole ? 'all' : total;
}

/** Returns what an attribution adds to the metrics. */
export function contributionOf(
  row: Pick<
    AttributionRow,
    | 'kind'
    | 'revenue'
    | 'refunded'
    | 'commission'
    | 'commissionReversed'
    | 'isReversed'
    | 'isApart'
    | 'currency'
  > & { status: ConversionStatus },
): Contribution {
  return contribution({
    ...row,
    revenue: parseMinor(row.revenue, row.currency),
    refunded: parseMinor(row.refunded, row.currency),
    commission: parseMinor(row.commission, row.currency),
    commissionReversed: parseMinor(row.commissionReversed, row.currency),
  });
}

/** What an order that nobody is credited with is, as its storefront's figures count it. */
interface UncreditedOrder {
  storefrontId: number;
  currency: string;
  revenue: bigint;
  /** Null: now. */
  orderedAt: Date | null;
}

/**
 * Books what an order that nobody is credited with adds to its storefront's figures, or takes from them, from one state of
 * its refunds to another; null: it was not stored before, or somebody is credited with it afterwards.
 */
export async function bookUncredited(
  orders: OrderStore,
  { storefrontId, currency, orderedAt, revenue }: UncreditedOrder,
  { before, after }: { before: Refunds | null; after: Refunds | null },
): Promise<void> {
  const adds = (refunds: Refunds | null) =>
    refunds === null ? { orders: 0, revenue: 0n } : uncreditedContribution(revenue, sumOrAll(refunds));
  const was = adds(before);
  const is = adds(after);
  if (was.orders === is.orders && was.revenue === is.revenue) return;
  await orders.addUncredited({
    ...{ storefrontId, at: orderedAt, orders: is.orders - was.orders },
    revenue: formatMinor(is.revenue - was.revenue, currency),
  });
}

/** Returns the change of the metrics between two contributions, as rollups take it; null for none. */
export function contributionChange(
  before: Contribution,
  after: Contribution,
  currency: string,
): Omit<RollupChange, 'affiliateId' | 'at'> | null {
  const conversions = after.conversions - before.conversions;
  const revenue = after.revenue - before.revenue;
  const verifiedConversions = after.verifiedConversions - before.verifiedConversions;
  const verifiedRevenue = after.verifiedRevenue - before.verifiedRevenue;
  const verifiedCommission = after.verifiedCommission - before.verifiedCommission;
  const amounts = [revenue, verifiedRevenue, verifiedCommission];
  if (conversions === 0 && verifiedConversions === 0 && amounts.every((amount) => amount === 0n)) return null;
  return {
    conversions,
    revenue: formatMinor(revenue, currency),
    verifiedConversions,
    verifiedRevenue: formatMinor(verifiedRevenue, currency),
    verifiedCommission: formatMinor(verifiedCommission, currency),
  };
}

/** Returns the changes of attributions' metrics, each on its own day. */
export function rollupChanges(changes: readonly { before: AttributionRow; after: AttributionRow }[]) {
  return changes.flatMap(({ before, after }) => {
    const change = contributionChange(contributionOf(before), contributionOf(after), after.currency);
    return change === null ? [] : [{ affiliateId: after.affiliateId, at: after.timestamp, ...change }];
  });
}

/** Returns a reversal as the columns hold it. */
export function reversalColumns({ refunded, commissionReversed, isReversed }: Reversal, currency: string) {
  return {
    refunded: formatMinor(refunded, currency),
    commissionReversed: formatMinor(commissionReversed, currency),
    isReversed,
  };
}
