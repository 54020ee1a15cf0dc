import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const importRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory/import',
  component: lazyPage(() => import('./import-page.tsx'), 'ImportPage'),
});

export const importDetailRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory/import/$id',
  component: lazyPage(() => import('./import-detail-page.tsx'), 'ImportDetailPage'),
});
