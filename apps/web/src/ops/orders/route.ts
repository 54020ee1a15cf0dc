import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { optionalParam, textParam } from '../../ui/search-params.ts';
import { numberedPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const ordersRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/orders',
  validateSearch: z.object({
    search: textParam,
    storefront: textParam,
    affiliateId: optionalParam(z.coerce.number().int().positive()),
    /** The handle of that affiliate, which the filter shows until it has looked it up. */
    affiliate: textParam,
    credited: optionalParam(z.enum(['yes', 'no'])),
  }),
  component: lazyRouteComponent(() => import('./orders-page.tsx'), 'OrdersPage'),
});

/** Leads to an order by what the shop calls it. */
export const findOrderRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/orders/find',
  validateSearch: z.object({ storefront: textParam, orderId: textParam }),
  component: lazyRouteComponent(() => import('./find-order-page.tsx'), 'FindOrderPage'),
});

export const orderRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/orders/$id',
  ...numberedPage,
  component: lazyRouteComponent(() => import('./order-page.tsx'), 'OrderPage'),
});
