import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const privacyRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/privacy',
  component: lazyPage(() => import('./privacy-page.tsx'), 'PrivacyPage'),
});
