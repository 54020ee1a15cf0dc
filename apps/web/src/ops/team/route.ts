import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const teamRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/team',
  component: lazyPage(() => import('./team-page.tsx'), 'TeamPage'),
});
