import { CHANNEL_NAMES, DELIVERY_STATUSES } from '@dreamteamhub/sdk/contract';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { oneOf, readSearch, uuid } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const deliveriesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/deliveries',
  validateSearch: readSearch({
    status: oneOf(DELIVERY_STATUSES),
    channel: oneOf(CHANNEL_NAMES),
    /** The message that the drawer shows. */
    id: uuid,
  }),
  component: lazyPage(() => import('./deliveries-page.tsx'), 'DeliveriesPage'),
});
