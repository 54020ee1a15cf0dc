import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { textParam } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const eventsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/events',
  validateSearch: z.object({ sku: textParam }),
  component: lazyRouteComponent(() => import('./events-page.tsx'), 'EventsPage'),
});
