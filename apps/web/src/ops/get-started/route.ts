import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const getStartedRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/get-started',
  component: lazyPage(() => import('./get-started-page.tsx'), 'GetStartedPage'),
});
