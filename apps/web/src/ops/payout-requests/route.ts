import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { oneOf, readSearch, rowId, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const payoutRequestsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/payouts/requests',
  validateSearch: readSearch({
    /** Left out: what waits for somebody. */
    state: oneOf(['batched', 'rejected', 'all']),
    affiliateId: rowId,
    /** The handle of that partner, which the filter shows until it has looked it up. */
    affiliate: text,
  }),
  component: lazyPage(() => import('./requests-page.tsx'), 'RequestsPage'),
});
