import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { oneOf, readSearch, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const storefrontsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/storefronts',
  validateSearch: readSearch({
    /** The storefront whose dialog is open. */
    edit: text,
    /** The storefront that gets a new key, and the kind of it. */
    newKey: text,
    kind: oneOf(['publishable', 'secret']),
  }),
  component: lazyPage(() => import('./storefronts-page.tsx'), 'StorefrontsPage'),
});
