import { createRoute, redirect } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { readSearch, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

const validateSearch = readSearch({ sku: text });

export const eventsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/events',
  validateSearch,
  // Where the events of one product were, before products had pages.
  beforeLoad: ({ search }: { search: ReturnType<typeof validateSearch> }) => {
    if (search.sku === undefined) return;
    throw redirect({
      to: '/inventory/$sku',
      params: { sku: search.sku },
      search: { tab: 'movements' },
      replace: true,
    });
  },
  component: lazyPage(() => import('./events-page.tsx'), 'EventsPage'),
});
