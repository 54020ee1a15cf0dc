import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { rangeParams } from '../../ui/date-range.ts';
import { oneOf, readSearch, textUpTo } from '../../ui/search-params.ts';
import { METRICS } from '../metrics/metrics.ts';
import { operatorRoute } from '../root-routes.ts';

export const overviewRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/',
  validateSearch: readSearch({ ...rangeParams, metric: oneOf(METRICS), currency: textUpTo(3) }),
  component: lazyPage(() => import('./overview-page.tsx'), 'OverviewPage'),
});
