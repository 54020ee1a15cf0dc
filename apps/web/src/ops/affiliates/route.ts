import { affiliateStatus } from '@dreamteamhub/sdk/contract';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { optionalParam, textParam } from '../../ui/search-params.ts';
import { numberedPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const affiliatesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/affiliates',
  validateSearch: z.object({ search: textParam, status: optionalParam(affiliateStatus) }),
  component: lazyRouteComponent(() => import('./affiliates-page.tsx'), 'AffiliatesPage'),
});

export const affiliateRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/affiliates/$id',
  ...numberedPage,
  component: lazyRouteComponent(() => import('./affiliate-page.tsx'), 'AffiliatePage'),
});
