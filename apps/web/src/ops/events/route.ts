import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { readSearch, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const eventsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/events',
  validateSearch: readSearch({ sku: text }),
  component: lazyPage(() => import('./events-page.tsx'), 'EventsPage'),
});
