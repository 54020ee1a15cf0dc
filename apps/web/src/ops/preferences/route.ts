import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { operatorRoute } from '../root-routes.ts';

export const preferencesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/preferences',
  component: lazyRouteComponent(() => import('./preferences-page.tsx'), 'PreferencesPage'),
});
