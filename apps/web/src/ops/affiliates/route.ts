import { AFFILIATE_STATUSES } from '@dreamteamhub/sdk/contract';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, readSearch, text, viewParams } from '../../ui/search-params.ts';
import { numberedPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';
import { affiliateParams, affiliateSorts } from './affiliate-search.ts';

export const affiliatesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/affiliates',
  validateSearch: readSearch({
    search: text,
    status: oneOf(AFFILIATE_STATUSES),
    ...sortParams(...affiliateSorts),
    ...viewParams,
  }),
  component: lazyPage(() => import('./affiliates-page.tsx'), 'AffiliatesPage'),
});

export const affiliateRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/affiliates/$id',
  ...numberedPage,
  validateSearch: readSearch(affiliateParams),
  component: lazyPage(() => import('./affiliate-page.tsx'), 'AffiliatePage'),
});
