import type { Episode } from '../../hub/trpc.ts';
import type { RangeSearch } from '../../ui/date-range.ts';
import type { Sort } from '../../ui/list-search.ts';

/** The states that the list shows one of. `active` is what an address without a state means. */
export type AlertState = 'active' | Episode['status'];

export const severities = ['outOfStock', 'low', 'recovering'] as const;
export type Severity = (typeof severities)[number];

export const alertSorts = ['urgency', 'sku', 'status', 'openedAt'] as const;

/** Out of stock first, then what has least of its threshold left, then what is open longest. */
export const WORST_FIRST: Sort = { by: 'urgency', order: 'asc' };

/** What the address of the list says. */
export interface AlertsSearch extends RangeSearch {
  status?: Episode['status'] | undefined;
  /** One whole SKU, which links from elsewhere ask for. */
  sku?: string | undefined;
  /** The beginning of a SKU, which people type. */
  match?: string | undefined;
  severity?: Severity | undefined;
  sort?: (typeof alertSorts)[number] | undefined;
  order?: 'asc' | 'desc' | undefined;
  view?: string | undefined;
  columns?: string | undefined;
}

/** Which alerts an action on all that match is meant for. Resolved ones allow none. */
export interface AlertFilter {
  status: Exclude<AlertState, 'resolved'>;
  sku: string | undefined;
  match: string | undefined;
  severity: Severity | undefined;
  openedFrom: string | undefined;
  openedTo: string | undefined;
}
