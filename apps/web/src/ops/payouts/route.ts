import {
  currencyDigits,
  PAYOUT_BATCH_STATES,
  PAYOUT_ITEM_STATES,
  PAYOUT_RAILS,
} from '@dreamteamhub/sdk/contract';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { rangeParams } from '../../ui/date-range.ts';
import { oneOf, type Param, readSearch, text } from '../../ui/search-params.ts';
import { numberedPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';

/** An ISO 4217 code. */
const currencyCode: Param<string> = (value) =>
  typeof value === 'string' && currencyDigits(value) !== null ? value : undefined;

export const payoutsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/payouts',
  validateSearch: readSearch({
    state: oneOf([...PAYOUT_BATCH_STATES, 'unsettled']),
    rail: oneOf(PAYOUT_RAILS),
    kind: oneOf(['balances', 'conversion']),
    storefront: text,
    preset: rangeParams.preset,
    from: rangeParams.from,
    to: rangeParams.to,
  }),
  component: lazyPage(() => import('./batches-page.tsx'), 'BatchesPage'),
});

/** Prepares a batch: what is chosen is in the address, so that somebody can come back to it. */
export const newPayoutRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/payouts/new',
  validateSearch: readSearch({ storefront: text, rail: oneOf(PAYOUT_RAILS), currency: currencyCode }),
  component: lazyPage(() => import('./new-payout-page.tsx'), 'NewPayoutPage'),
});

/** Payments of which more or less left than was owed. */
export const mismatchesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/payouts/mismatches',
  validateSearch: readSearch({
    /** Left out: what waits for a decision. */
    state: oneOf(['decided', 'all']),
  }),
  component: lazyPage(() => import('./mismatches-page.tsx'), 'MismatchesPage'),
});

/** One payment, with all that was said of it. */
export const itemRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/payouts/items/$id',
  ...numberedPage,
  component: lazyPage(() => import('./item-page.tsx'), 'ItemPage'),
});

export const batchRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/payouts/$id',
  validateSearch: readSearch({ state: oneOf(PAYOUT_ITEM_STATES), search: text }),
  ...numberedPage,
  component: lazyPage(() => import('./batch-page.tsx'), 'BatchPage'),
});
