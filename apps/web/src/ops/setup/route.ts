import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { longText, readSearch } from '../../ui/search-params.ts';
import { rootRoute } from '../root-routes.ts';

export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: readSearch({ token: longText }),
  component: lazyRouteComponent(() => import('./setup-page.tsx'), 'SetupPage'),
});
