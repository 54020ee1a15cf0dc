import { IMPORT_STATUSES } from '@dreamteamhub/sdk/contract';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { rangeParams } from '../../ui/date-range.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, readSearch, viewParams } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';
import { importSorts } from './import-search.ts';

export const importRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory/import',
  validateSearch: readSearch({
    status: oneOf(IMPORT_STATUSES),
    preset: rangeParams.preset,
    from: rangeParams.from,
    to: rangeParams.to,
    ...sortParams(...importSorts),
    ...viewParams,
  }),
  component: lazyPage(() => import('./import-page.tsx'), 'ImportPage'),
});

export const importDetailRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory/import/$id',
  component: lazyPage(() => import('./import-detail-page.tsx'), 'ImportDetailPage'),
});
