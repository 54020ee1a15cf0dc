import { channel, deliveryStatus } from '@dreamteamhub/sdk/contract';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { optionalParam } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const deliveriesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/deliveries',
  validateSearch: z.object({
    status: optionalParam(deliveryStatus),
    channel: optionalParam(channel.shape.name),
    /** The message that the drawer shows. */
    id: optionalParam(z.uuid()),
  }),
  component: lazyRouteComponent(() => import('./deliveries-page.tsx'), 'DeliveriesPage'),
});
