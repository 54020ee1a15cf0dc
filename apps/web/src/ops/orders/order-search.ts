import type { Conversion } from '../../hub/trpc.ts';
import type { RangeSearch } from '../../ui/date-range.ts';
import type { Sort } from '../../ui/list-search.ts';

/** What the list of orders can be sorted by, in the hub's words. */
export const orderSorts = ['orderedAt', 'orderId', 'status', 'revenue'] as const;

export const NEWEST_FIRST: Sort = { by: 'orderedAt', order: 'desc' };

/** What the address of the list says. */
export interface OrdersSearch extends RangeSearch {
  search?: string | undefined;
  storefront?: string | undefined;
  affiliateId?: number | undefined;
  /** The handle of that partner, which the filter shows until it has looked it up. */
  affiliate?: string | undefined;
  credited?: 'yes' | 'no' | undefined;
  status?: Conversion['status'] | undefined;
  sort?: (typeof orderSorts)[number] | undefined;
  order?: 'asc' | 'desc' | undefined;
  view?: string | undefined;
  columns?: string | undefined;
}

/**
 * Drops the filters that a newly chosen one rules out: an order that nobody is credited with has neither a partner nor a
 * state of its commission.
 */
export function withoutConflicts(changes: Partial<OrdersSearch>): Partial<OrdersSearch> {
  if (changes.credited === 'no') {
    return { ...changes, affiliateId: undefined, affiliate: undefined, status: undefined };
  }
  const needsCredit = changes.affiliateId !== undefined || changes.status !== undefined;
  return needsCredit ? { ...changes, credited: undefined } : changes;
}
