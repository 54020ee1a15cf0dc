import { EPISODE_STATUSES } from '@dreamteamhub/sdk/contract';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf, readSearch, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const alertsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/alerts',
  validateSearch: readSearch({ status: oneOf(EPISODE_STATUSES), sku: text }),
  component: lazyRouteComponent(() => import('./alerts-page.tsx'), 'AlertsPage'),
});

export const alertRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('./alert-page.tsx'), 'AlertPage'),
});
