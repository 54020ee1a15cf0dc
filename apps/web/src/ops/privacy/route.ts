import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { operatorRoute } from '../root-routes.ts';

export const privacyRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/privacy',
  component: lazyRouteComponent(() => import('./privacy-page.tsx'), 'PrivacyPage'),
});
