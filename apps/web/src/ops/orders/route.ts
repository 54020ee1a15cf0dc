import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { rangeParams } from '../../ui/date-range.ts';
import { oneOf, readSearch, rowId, text } from '../../ui/search-params.ts';
import { numberedPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';

export const ordersRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/orders',
  validateSearch: readSearch({
    search: text,
    storefront: text,
    affiliateId: rowId,
    /** The handle of that affiliate, which the filter shows until it has looked it up. */
    affiliate: text,
    credited: oneOf(['yes', 'no']),
    ...rangeParams,
  }),
  component: lazyPage(() => import('./orders-page.tsx'), 'OrdersPage'),
});

/** Leads to an order by what the shop calls it. */
export const findOrderRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/orders/find',
  validateSearch: readSearch({ storefront: text, orderId: text }),
  component: lazyPage(() => import('./find-order-page.tsx'), 'FindOrderPage'),
});

export const orderRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/orders/$id',
  ...numberedPage,
  component: lazyPage(() => import('./order-page.tsx'), 'OrderPage'),
});
