import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { operatorRoute } from '../root-routes.ts';

export const overviewRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
});
