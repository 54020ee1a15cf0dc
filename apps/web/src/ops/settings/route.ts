import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { operatorRoute } from '../root-routes.ts';

export const settingsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/ops/settings',
  component: lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage'),
});
