import type { AttributionRow, NewOrder, OrderDao, StoredOrder } from '@dreamteamhub/db/orders';
import { formatMinor, parseMinor } from '../../platform/money.ts';
import type { RatedCommissions } from '../commissions/rating-service.ts';
import { knownOf } from './known.ts';
import {
  amountsOf,
  bookUncredited,
  commissionOf,
  contributionChange,
  contributionOf,
  reversalColumns,
  termsOf,
} from './order-books.ts';
import {
  amountsOfCredited,
  earlierLine,
  earlierParts,
  type OrderCommissions,
  reversalOfAll,
  statusOf,
  takenFrom,
} from './order-commissions.ts';
import { contribution } from './rules.ts';

/**
 * Credits the affiliate of a claim that somebody vouches for: as its order was placed, by the rate of the claim. An order
 * that nobody placed is placed as it was claimed. The caller holds the order's lock.
 */
export async function verifyClaim(
  { orders, commissions }: { orders: OrderDao; commissions: OrderCommissions },
  claim: AttributionRow,
): Promise<void> {
  const { id, storefrontId, affiliateId, currency, timestamp } = claim;
  const { order, taken } = await knownOf(orders, claim);
  if (order === null) await orders.insertOrder(asClaimed(claim));
  const amounts = order === null ? amountsOfCredited(claim, null) : amountsOf(order);
  const orderedAt = order?.orderedAt ?? timestamp;
  if (order !== null) {
    // Before it is rated, as every writer of orders does: rating may lock the affiliate.
    const uncredited = { storefrontId, currency, orderedAt, revenue: amounts.revenue };
    await bookUncredited(orders, uncredited, { before: taken.refunds, after: null });
  }
  const rated = await rateClaim(commissions, claim, order);
  const lines = takenFrom(amounts, rated.lines, taken);
  const left = reversalOfAll(amounts, taken.refunds, lines);
  const status = statusOf(rated);
  await orders.write({
    verdict: 'promote',
    claimId: id,
    attribution: {
      revenue: formatMinor(amounts.revenue, currency),
      commission: formatMinor(rated.total, currency),
      commissionSource: rated.source,
      commissionBps: rated.basisPoints,
      status,
      clickId: claim.clickId,
      isApart: false,
      ...reversalColumns(left, currency),
    },
    adds: contributionChange(
      contributionOf(claim),
      contribution({
        ...{ kind: 'verified', status, revenue: amounts.revenue, isApart: false },
        ...{ commission: rated.total, ...left },
      }),
      currency,
    ),
  });
  const owner = { attributionId: id, storefrontId, affiliateId, currency, orderedAt };
  await commissions.accrue(owner, rated, lines);
}

/** Returns the order of a claim, as it was claimed. */
function asClaimed({
  storefrontId,
  orderId,
  isOrderShadowed,
  currency,
  revenue,
  timestamp,
}: AttributionRow): NewOrder {
  return {
    ...{ storefrontId, orderId, isOrderShadowed, currency, revenue, orderedAt: timestamp, lines: [] },
    ...{ shipping: null, tax: null, fees: null, discount: null, couponCodes: null },
    ...{ customerIdHash: null, customerEmailHash: null, ignored: null },
  };
}

/**
 * Returns the commissions on a claim's order. One rate that rules would pay as well is paid by the rule, which may have a
 * holding time.
 */
async function rateClaim(
  commissions: OrderCommissions,
  claim: AttributionRow,
  order: StoredOrder | null,
): Promise<RatedCommissions> {
  const { storefrontId, affiliateId, currency, timestamp, commissionSource, commissionBps } = claim;
  if (commissionSource !== 'rule' && commissionSource !== 'own') return ratedAsClaimed(claim, order);
  const rated = await commissions.rate({
    ...{ id: order?.id ?? null, storefrontId, affiliateId, currency, given: null },
    ...(order === null ? amountsOfCredited(claim, null) : amountsOf(order)),
    orderedAt: order?.orderedAt ?? timestamp,
    customerIdHash: order?.customerIdHash ?? null,
    customerEmailHash: order?.customerEmailHash ?? null,
  });
  const isSame = rated.source === commissionSource && rated.basisPoints === commissionBps;
  return commissionSource === 'rule' || isSame ? rated : ratedAsClaimed(claim, order);
}

/** Returns the commissions on an order by the one rate that its claim had. */
function ratedAsClaimed(claim: AttributionRow, order: StoredOrder | null): RatedCommissions {
  const { currency, commissionSource, commissionBps } = claim;
  const isAsClaimed =
    order === null ||
    (order.lines.length === 0 && parseMinor(order.revenue, currency) === parseMinor(claim.revenue, currency));
  const amount = isAsClaimed
    ? parseMinor(claim.commission, currency)
    : commissionOf(amountsOf(order), termsOf(claim)).amount;
  const row = { ...claim, commission: formatMinor(amount, currency) };
  const lines = earlierParts(row, order).map((part) => earlierLine(row, order, part));
  return { lines, total: amount, source: commissionSource ?? 'given', basisPoints: commissionBps };
}
