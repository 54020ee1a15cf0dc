import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const preferencesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/preferences',
  component: lazyPage(() => import('./preferences-page.tsx'), 'PreferencesPage'),
});
