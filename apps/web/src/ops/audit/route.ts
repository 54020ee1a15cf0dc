import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { optionalParam } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';
import { domains, periods } from './audit-labels.ts';

export const auditRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/audit',
  validateSearch: z.object({
    domain: optionalParam(z.enum(Object.keys(domains) as (keyof typeof domains)[])),
    period: optionalParam(z.enum(Object.keys(periods) as (keyof typeof periods)[])),
    actorId: optionalParam(z.string().max(64)),
  }),
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
});
