import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { longText, readSearch } from '../../ui/search-params.ts';
import { rootRoute } from '../root-routes.ts';

export const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  validateSearch: readSearch({ token: longText }),
  component: lazyRouteComponent(() => import('./join-page.tsx'), 'JoinPage'),
});
