import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { rangeParams } from '../../ui/date-range.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, readSearch, text, textUpTo, viewParams } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';
import { pathOfSku, skuOfPath } from './sku-path.ts';

export const inventoryRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory',
  validateSearch: readSearch({
    search: text,
    supplier: text,
    low: oneOf(['yes']),
    archived: oneOf(['yes', 'only']),
    ...sortParams('added', 'sku', 'name', 'stock', 'threshold', 'urgency'),
    ...viewParams,
  }),
  component: lazyPage(() => import('./inventory-page.tsx'), 'InventoryPage'),
});

const { compare: _, ...daysParams } = rangeParams;

export const productRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory/$sku',
  params: {
    parse: ({ sku }) => ({ sku: skuOfPath(sku) }),
    stringify: ({ sku }) => ({ sku: pathOfSku(sku) }),
  },
  validateSearch: readSearch({
    ...daysParams,
    tab: oneOf(['movements', 'alerts']),
    type: textUpTo(50),
    /** `range`: only movements of the days that the chart shows. */
    when: oneOf(['range']),
  }),
  component: lazyPage(() => import('./product-page.tsx'), 'ProductPage'),
});
