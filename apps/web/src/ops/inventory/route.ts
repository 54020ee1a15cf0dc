import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { oneOf, searchParams, sortParams, text } from '../../ui/list-search.ts';
import { operatorRoute } from '../root-routes.ts';

export const inventoryRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory',
  validateSearch: searchParams({
    search: text,
    supplier: text,
    low: oneOf('yes'),
    archived: oneOf('yes'),
    ...sortParams('added', 'sku', 'name', 'stock'),
  }),
  component: lazyRouteComponent(() => import('./inventory-page.tsx'), 'InventoryPage'),
});
