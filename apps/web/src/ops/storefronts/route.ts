import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { operatorRoute } from '../root-routes.ts';

export const storefrontsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/storefronts',
  component: lazyRouteComponent(() => import('./storefronts-page.tsx'), 'StorefrontsPage'),
});
