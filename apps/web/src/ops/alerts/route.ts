import { episodeStatus } from '@dreamteamhub/sdk/contract';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { optionalParam, textParam } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const alertsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/alerts',
  validateSearch: z.object({ status: optionalParam(episodeStatus), sku: textParam }),
  component: lazyRouteComponent(() => import('./alerts-page.tsx'), 'AlertsPage'),
});

export const alertRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('./alert-page.tsx'), 'AlertPage'),
});
