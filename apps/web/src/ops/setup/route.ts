import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { longText, readSearch } from '../../ui/search-params.ts';
import { rootRoute } from '../root-routes.ts';

export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: readSearch({ token: longText }),
  component: lazyPage(() => import('./setup-page.tsx'), 'SetupPage'),
});
