import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { oneOf, readSearch, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';
import { productOrders } from './product-order.ts';

const flag = oneOf(['yes']);

export const inventoryRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory',
  validateSearch: readSearch({
    search: text,
    supplier: text,
    low: flag,
    archived: flag,
    order: oneOf(productOrders),
  }),
  component: lazyPage(() => import('./inventory-page.tsx'), 'InventoryPage'),
});
