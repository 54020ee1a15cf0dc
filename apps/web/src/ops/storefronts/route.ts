import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const storefrontsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/storefronts',
  component: lazyPage(() => import('./storefronts-page.tsx'), 'StorefrontsPage'),
});
