import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { readSearch, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

/** How storefronts pay their partners. */
export const payoutSettingsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/payouts/settings',
  validateSearch: readSearch({ storefront: text }),
  component: lazyPage(() => import('./payout-settings-page.tsx'), 'PayoutSettingsPage'),
});
