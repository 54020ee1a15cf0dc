import { EPISODE_STATUSES } from '@dreamteamhub/sdk/contract';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { oneOf, readSearch, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const alertsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/alerts',
  validateSearch: readSearch({
    status: oneOf(EPISODE_STATUSES),
    severity: oneOf(['outOfStock', 'low', 'recovering']),
    sku: text,
  }),
  component: lazyPage(() => import('./alerts-page.tsx'), 'AlertsPage'),
});

export const alertRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/alerts/$id',
  component: lazyPage(() => import('./alert-page.tsx'), 'AlertPage'),
});
