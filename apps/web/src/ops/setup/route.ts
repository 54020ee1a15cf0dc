import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { optionalParam } from '../../ui/search-params.ts';
import { rootRoute } from '../root-routes.ts';

export const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: z.object({ token: optionalParam(z.string()) }),
  component: lazyRouteComponent(() => import('./setup-page.tsx'), 'SetupPage'),
});
