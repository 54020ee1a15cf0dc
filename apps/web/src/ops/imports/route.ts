import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { operatorRoute } from '../root-routes.ts';

export const importRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory/import',
  component: lazyRouteComponent(() => import('./import-page.tsx'), 'ImportPage'),
});

export const importDetailRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory/import/$id',
  component: lazyRouteComponent(() => import('./import-detail-page.tsx'), 'ImportDetailPage'),
});
