import type { AttributionRow, OrderDao } from '@dreamteamhub/db/orders';
import type { Known } from './booked-commissions.ts';
import { refundsOf } from './order-books.ts';
import { disputesOf } from './order-commissions.ts';

/** Returns what is known of an attribution's order; the caller holds the attribution's lock. */
export async function knownOf(
  orders: OrderDao,
  { storefrontId, orderId, isOrderShadowed, currency }: AttributionRow,
): Promise<Known> {
  const { order, refunds } = await orders.getOrderState({ storefrontId, orderId, isOrderShadowed });
  const taken = { refunds: refundsOf(refunds, currency), disputes: disputesOf(refunds.disputes, currency) };
  return { order, taken };
}
