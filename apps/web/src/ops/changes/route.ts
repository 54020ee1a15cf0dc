import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, readSearch } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const changesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/changes',
  validateSearch: readSearch({
    kind: oneOf(['products', 'affiliates', 'conversions', 'alerts']),
    ...sortParams('createdAt'),
  }),
  component: lazyPage(() => import('./changes-page.tsx'), 'ChangesPage'),
});
