import { createRoute, notFound } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { readSearch, rowId, text } from '../../ui/search-params.ts';
import { numberedPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const periodsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/payouts/periods',
  validateSearch: readSearch({ storefront: text }),
  component: lazyPage(() => import('./periods-page.tsx'), 'PeriodsPage'),
});

/** The statements of a closed period. */
export const periodRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/payouts/periods/$id',
  ...numberedPage,
  component: lazyPage(() => import('./period-page.tsx'), 'PeriodPage'),
});

/** All statements of a closed period, for paper. */
export const printRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/payouts/periods/$id/print',
  ...numberedPage,
  component: lazyPage(() => import('./print-page.tsx'), 'PrintPage'),
});

/** What a partner earned in a closed period. */
export const statementRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/payouts/periods/$id/$affiliateId',
  loader: ({ params }) => {
    if ([params.id, params.affiliateId].some((id) => rowId(id) === undefined)) throw notFound();
  },
  component: lazyPage(() => import('./statement-page.tsx'), 'StatementPage'),
});
