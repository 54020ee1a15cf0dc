import { PAYOUT_ITEM_STATES } from '@dreamteamhub/sdk/contract';
import { comparisons, rangeParams } from '../../ui/date-range.ts';
import type { Sort } from '../../ui/list-search.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, type Search, text } from '../../ui/search-params.ts';
import { METRICS } from '../metrics/metrics.ts';

/** The hub's words for what a list of partners is sorted by. */
export const affiliateSorts = [
  'name',
  'status',
  'clicks30d',
  'verifiedConversions30d',
  'verifiedRevenue30d',
  'commissionBps',
  'createdAt',
] as const;

export const NEWEST_FIRST: Sort = { by: 'createdAt', order: 'desc' };

const affiliateTabs = [
  'overview',
  'orders',
  'account',
  'payouts',
  'clicks',
  'terms',
  'codes',
  'snippets',
  'settings',
] as const;
export type AffiliateTab = (typeof affiliateTabs)[number];

const dimensions = ['landingPath', 'referrerHost', 'subId', 'device', 'browser'] as const;
export type Dimension = (typeof dimensions)[number];

/** What a partner's page shows: each of its tabs takes what it knows of, and a number leads on with all of it. */
export const affiliateParams = {
  ...rangeParams,
  compare: oneOf(comparisons),
  tab: oneOf(affiliateTabs),
  /** Whose days they are; by default the person's. */
  zone: text,
  metric: oneOf(METRICS),
  /** Whether figures count an order or a click. */
  counted: oneOf(['yes', 'no']),
  /** Of an order. */
  search: text,
  status: oneOf(['pending', 'approved', 'paid', 'void']),
  /** Clicks with this `value`, or without any. */
  by: oneOf(dimensions),
  value: text,
  /** Where a payment stands. */
  payment: oneOf(PAYOUT_ITEM_STATES),
  ...sortParams('reported', 'orderedAt', 'orderId', 'revenue', 'status'),
};

export type AffiliateSearch = Search<typeof affiliateParams>;

/**
 * The search of a partner's page with what the figures of lists count: today and the 29 days before, in UTC. A number of
 * a list leads to the same number.
 */
export function searchOfListFigures(now: Date): AffiliateSearch {
  const day = (ago: number) => new Date(now.getTime() - ago * 86_400_000).toISOString().slice(0, 10);
  return { from: day(29), to: day(0), zone: 'UTC', counted: 'yes' };
}
