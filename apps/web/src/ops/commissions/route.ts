import { COMMISSION_STATES } from '@dreamteamhub/sdk/contract';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { oneOf, readSearch, rowId, text } from '../../ui/search-params.ts';
import { numberedPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const commissionsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/commissions',
  validateSearch: readSearch({
    state: oneOf(COMMISSION_STATES),
    affiliateId: rowId,
    /** The shop's whole id of an order. */
    orderId: text,
    /** The handle of that partner, which the filter shows until it has looked it up. */
    affiliate: text,
  }),
  component: lazyPage(() => import('./commissions-page.tsx'), 'CommissionsPage'),
});

/** What a partner earns by one order; the number is that of its conversion. */
export const commissionRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/commissions/$id',
  ...numberedPage,
  component: lazyPage(() => import('./commission-page.tsx'), 'CommissionPage'),
});
