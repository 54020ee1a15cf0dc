import type { RollupChange } from '@dreamteamhub/db/affiliates';
import type {
  AttributionRow,
  ConversionView,
  OrderKey,
  OrderStore,
  RefundSum,
} from '@dreamteamhub/db/conversions';
import { formatMinor, formatStored, parseMinor } from '../../platform/money.ts';
import {
  afterRefunds,
  type Contribution,
  type ConversionStatus,
  contribution,
  type Refunded,
  type Reversal,
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

/** Returns what was refunded of an order so far; the caller holds the order's lock. */
export async function readRefunded(
  orders: OrderStore,
  order: OrderKey & { isOrderShadowed: boolean; currency: string },
): Promise<Refunded> {
  return refundedWith(await orders.sumRefunds(order), '0', order.currency);
}

/** Returns what was refunded of an order with one more refund; its amount is null for all that remains. */
export function refundedWith(
  { total, isWhole }: RefundSum,
  amount: string | null,
  currency: string,
): Refunded {
  return isWhole || amount === null ? 'all' : parseMinor(total, currency) + parseMinor(amount, currency);
}

/** Returns what an attribution adds to the metrics. */
export function contributionOf(
  row: Pick<AttributionRow, 'kind' | 'revenue' | 'refunded' | 'isReversed' | 'isApart' | 'currency'> & {
    status: ConversionStatus;
  },
): Contribution {
  return contribution({
    ...row,
    revenue: parseMinor(row.revenue, row.currency),
    refunded: parseMinor(row.refunded, row.currency),
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
  if (conversions === 0 && revenue === 0n && verifiedConversions === 0 && verifiedRevenue === 0n) return null;
  return {
    conversions,
    revenue: formatMinor(revenue, currency),
    verifiedConversions,
    verifiedRevenue: formatMinor(verifiedRevenue, currency),
  };
}

/** Returns the changes of attributions' metrics, each on its own day. */
export function rollupChanges(changes: readonly { before: AttributionRow; after: AttributionRow }[]) {
  return changes.flatMap(({ before, after }) => {
    const change = contributionChange(contributionOf(before), contributionOf(after), after.currency);
    return change === null ? [] : [{ affiliateId: after.affiliateId, at: after.timestamp, ...change }];
  });
}

/** Returns an attribution after all refunds of its order together. */
function refundedRow(row: AttributionRow, refunded: Refunded): AttributionRow {
  const { currency } = row;
  const amounts = {
    commission: parseMinor(row.commission, currency),
    revenue: parseMinor(row.revenue, currency),
  };
  return { ...row, ...reversalColumns(afterRefunds(amounts, refunded), currency) };
}

/** Returns a reversal as the columns hold it. */
export function reversalColumns({ refunded, commissionReversed, isReversed }: Reversal, currency: string) {
  return {
    refunded: formatMinor(refunded, currency),
    commissionReversed: formatMinor(commissionReversed, currency),
    isReversed,
  };
}

/** Writes what all refunds of an order together take from its attributions; the caller holds the order's lock. */
export async function bookReversals(
  orders: OrderStore,
  before: readonly AttributionRow[],
  refunded: Refunded,
): Promise<void> {
  const changes = before.map((row) => ({ before: row, after: refundedRow(row, refunded) }));
  await orders.updateReversals(changes.map(({ after }) => after));
  await orders.addToRollups(rollupChanges(changes));
}
