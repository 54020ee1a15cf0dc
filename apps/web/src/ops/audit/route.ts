import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { rangeParams } from '../../ui/date-range.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, readSearch, textUpTo } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';
import { domains } from './audit-labels.ts';

export const auditRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/audit',
  validateSearch: readSearch({
    domain: oneOf(Object.keys(domains) as (keyof typeof domains)[]),
    preset: rangeParams.preset,
    from: rangeParams.from,
    to: rangeParams.to,
    ...sortParams('at'),
    actorId: textUpTo(64),
  }),
  component: lazyPage(() => import('./audit-page.tsx'), 'AuditPage'),
});
