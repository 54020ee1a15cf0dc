import type { ProductSort } from '../../hub/trpc.ts';

/** The orders of the list. Without one, the list is oldest first. */
const orders = {
  newest: { label: 'Newest first', sort: 'added', descending: true },
  sku: { label: 'By SKU', sort: 'sku', descending: false },
  name: { label: 'By name', sort: 'name', descending: false },
  least: { label: 'Least stock first', sort: 'stock', descending: false },
  most: { label: 'Most stock first', sort: 'stock', descending: true },
  urgent: { label: 'Most urgent first', sort: 'urgency', descending: false },
} as const satisfies Record<string, { label: string; sort: ProductSort; descending: boolean }>;

export type ProductOrder = keyof typeof orders;

export const productOrders = Object.keys(orders) as ProductOrder[];

/** Returns the orders to choose from. Only a list of low products can be sorted by urgency. */
export function orderLabels(isLowOnly: boolean): Partial<Record<ProductOrder, string>> {
  const { urgent, ...always } = Object.fromEntries(
    productOrders.map((order) => [order, orders[order].label]),
  ) as Record<ProductOrder, string>;
  return isLowOnly ? { urgent, ...always } : always;
}

/** Returns an order as input for the hub. Ignores `urgent` for a list that is not of low products only. */
export function orderInput(
  order: ProductOrder | undefined,
  isLowOnly: boolean,
): { sort?: ProductSort; descending?: boolean } {
  if (order === undefined || (order === 'urgent' && !isLowOnly)) return {};
  const { sort, descending } = orders[order];
  return { sort, descending };
}
