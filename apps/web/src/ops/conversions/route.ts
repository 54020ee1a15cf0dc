import { CONVERSION_KINDS, CONVERSION_STATUSES } from '@dreamteamhub/sdk/contract';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { rangeParams } from '../../ui/date-range.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, readSearch, rowId, text, viewParams } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const unmatchedRefundsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/conversions/refunds',
  validateSearch: readSearch({
    storefront: text,
    preset: rangeParams.preset,
    from: rangeParams.from,
    to: rangeParams.to,
    ...sortParams('reported'),
    ...viewParams,
  }),
  component: lazyPage(() => import('./unmatched-refunds-page.tsx'), 'UnmatchedRefundsPage'),
});

export const conversionsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/conversions',
  validateSearch: readSearch({
    status: oneOf(CONVERSION_STATUSES),
    kind: oneOf(CONVERSION_KINDS),
    affiliateId: rowId,
    /** The shop's whole id of an order. */
    orderId: text,
    /** The handle of that partner, which the filter shows until it has looked it up. */
    affiliate: text,
    ...viewParams,
  }),
  component: lazyPage(() => import('./conversions-page.tsx'), 'ConversionsPage'),
});
