import { CONVERSION_STATUSES } from '@dreamteamhub/sdk/contract';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { rangeParams } from '../../ui/date-range.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, readSearch, rowId, text, viewParams } from '../../ui/search-params.ts';
import { numberedPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';
import { orderSorts } from './order-search.ts';

export const ordersRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/orders',
  validateSearch: readSearch({
    search: text,
    storefront: text,
    affiliateId: rowId,
    /** The handle of that partner, which the filter shows until it has looked it up. */
    affiliate: text,
    credited: oneOf(['yes', 'no']),
    status: oneOf(CONVERSION_STATUSES),
    preset: rangeParams.preset,
    from: rangeParams.from,
    to: rangeParams.to,
    ...sortParams(...orderSorts),
    ...viewParams,
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
