import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { oneOf, readSearch, textUpTo } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';
import { domains, periods } from './audit-labels.ts';

export const auditRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/audit',
  validateSearch: readSearch({
    domain: oneOf(Object.keys(domains) as (keyof typeof domains)[]),
    period: oneOf(Object.keys(periods) as (keyof typeof periods)[]),
    actorId: textUpTo(64),
  }),
  component: lazyPage(() => import('./audit-page.tsx'), 'AuditPage'),
});
