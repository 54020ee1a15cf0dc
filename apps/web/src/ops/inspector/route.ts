import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { oneOf, readSearch, text, viewParams } from '../../ui/search-params.ts';
import { inspectedEventPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';
import { PERIODS } from './inspector-search.ts';

export const inspectorRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inspector',
  validateSearch: readSearch({
    text,
    kind: oneOf(['click', 'claim', 'order', 'refund', 'link', 'stock']),
    outcome: oneOf(['counted', 'not_counted', 'refused']),
    door: oneOf(['api', 'pixel', 'link', 'server']),
    mode: oneOf(['live', 'test']),
    storefront: text,
    period: oneOf(PERIODS),
    ...viewParams,
  }),
  component: lazyPage(() => import('./inspector-page.tsx'), 'InspectorPage'),
});

export const inspectedEventRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inspector/$id',
  ...inspectedEventPage,
  component: lazyPage(() => import('./event-page.tsx'), 'EventPage'),
});
