import { type SQL, sql } from 'drizzle-orm';

/** Returns the key that an order's id has in `order_key`, as its attributions have it. */
export function orderKeyOf({ orderId, isOrderShadowed }: { orderId: string; isOrderShadowed: boolean }): SQL {
  return sql`CASE WHEN ${isOrderShadowed}::boolean THEN chr(1) || ${orderId}::text ELSE hub_canonical_text(${orderId}::text) END`;
}
