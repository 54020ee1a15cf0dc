import { EPISODE_STATUSES } from '@dreamteamhub/sdk/contract';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { rangeParams } from '../../ui/date-range.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, readSearch, text, viewParams } from '../../ui/search-params.ts';
import { uuidPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';
import { alertSorts, severities } from './alert-search.ts';

export const alertsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/alerts',
  validateSearch: readSearch({
    status: oneOf(EPISODE_STATUSES),
    sku: text,
    match: text,
    severity: oneOf(severities),
    preset: rangeParams.preset,
    from: rangeParams.from,
    to: rangeParams.to,
    ...sortParams(...alertSorts),
    ...viewParams,
  }),
  component: lazyPage(() => import('./alerts-page.tsx'), 'AlertsPage'),
});

export const alertRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/alerts/$id',
  ...uuidPage,
  component: lazyPage(() => import('./alert-page.tsx'), 'AlertPage'),
});
