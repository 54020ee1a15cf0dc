import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { optionalParam, textParam } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';
import { productOrder } from './product-order.ts';

const flag = optionalParam(z.literal('yes'));

export const inventoryRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory',
  validateSearch: z.object({
    search: textParam,
    supplier: textParam,
    low: flag,
    archived: flag,
    order: optionalParam(productOrder),
  }),
  component: lazyRouteComponent(() => import('./inventory-page.tsx'), 'InventoryPage'),
});
