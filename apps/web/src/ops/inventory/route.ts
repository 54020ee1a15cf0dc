import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, readSearch, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const inventoryRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory',
  validateSearch: readSearch({
    search: text,
    supplier: text,
    low: oneOf(['yes']),
    archived: oneOf(['yes']),
    ...sortParams('added', 'sku', 'name', 'stock'),
  }),
  component: lazyPage(() => import('./inventory-page.tsx'), 'InventoryPage'),
});
