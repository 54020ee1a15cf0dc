import { conversionKind, conversionStatus } from '@dreamteamhub/sdk/contract';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { optionalParam, textParam } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const unmatchedRefundsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/conversions/refunds',
  component: lazyRouteComponent(() => import('./unmatched-refunds-page.tsx'), 'UnmatchedRefundsPage'),
});

export const conversionsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/conversions',
  validateSearch: z.object({
    status: optionalParam(conversionStatus),
    kind: optionalParam(conversionKind),
    affiliateId: optionalParam(z.coerce.number().int().positive()),
    /** The handle of that affiliate, which the filter shows until it has looked it up. */
    affiliate: textParam,
  }),
  component: lazyRouteComponent(() => import('./conversions-page.tsx'), 'ConversionsPage'),
});
