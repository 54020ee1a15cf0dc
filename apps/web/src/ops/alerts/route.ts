import { EPISODE_STATUSES, MUTE_KINDS } from '@dreamteamhub/sdk/contract';
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

/** Before `/alerts/$id` in specificity: `mutes` is no id. */
export const mutesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/alerts/mutes',
  validateSearch: readSearch({
    kind: oneOf(MUTE_KINDS),
    match: text,
    /** A SKU that a message offers to mute: opens the dialog, and mutes nothing by itself. */
    mute: text,
    ...sortParams('createdAt', 'until', 'value'),
    ...viewParams,
  }),
  component: lazyPage(() => import('./mutes-page.tsx'), 'MutesPage'),
});

export const alertRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/alerts/$id',
  ...uuidPage,
  component: lazyPage(() => import('./alert-page.tsx'), 'AlertPage'),
});
