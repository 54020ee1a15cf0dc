import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf, rowId, searchParams, text } from '../../ui/list-search.ts';
import { numberedPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const ordersRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/orders',
  validateSearch: searchParams({
    search: text,
    storefront: text,
    affiliateId: rowId,
    /** The handle of that affiliate, which the filter shows until it has looked it up. */
    affiliate: text,
    credited: oneOf('yes', 'no'),
  }),
  component: lazyRouteComponent(() => import('./orders-page.tsx'), 'OrdersPage'),
});

/** Leads to an order by what the shop calls it. */
export const findOrderRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/orders/find',
  validateSearch: searchParams({ storefront: text, orderId: text }),
  component: lazyRouteComponent(() => import('./find-order-page.tsx'), 'FindOrderPage'),
});

export const orderRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/orders/$id',
  ...numberedPage,
  component: lazyRouteComponent(() => import('./order-page.tsx'), 'OrderPage'),
});
