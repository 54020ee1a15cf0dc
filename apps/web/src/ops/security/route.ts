import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const securityRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/security',
  component: lazyPage(() => import('./security-page.tsx'), 'SecurityPage'),
});
