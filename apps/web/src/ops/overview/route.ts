import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const overviewRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/',
  component: lazyPage(() => import('./overview-page.tsx'), 'OverviewPage'),
});
