import { createRoute, redirect } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { rangeParams } from '../../ui/date-range.ts';
import { sortParams } from '../../ui/list-search.ts';
import { readSearch, text, textUpTo } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

const validateSearch = readSearch({
  sku: text,
  type: textUpTo(50),
  preset: rangeParams.preset,
  from: rangeParams.from,
  to: rangeParams.to,
  ...sortParams('time'),
});

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
