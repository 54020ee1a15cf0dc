import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const settingsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/ops/settings',
  component: lazyPage(() => import('./settings-page.tsx'), 'SettingsPage'),
});
