import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readSearch, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const eventsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/events',
  validateSearch: readSearch({ sku: text }),
  component: lazyRouteComponent(() => import('./events-page.tsx'), 'EventsPage'),
});
