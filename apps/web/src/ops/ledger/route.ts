import { ACCOUNT_KINDS, currencyDigits, TRANSFER_CAUSES } from '@dreamteamhub/sdk/contract';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { rangeParams } from '../../ui/date-range.ts';
import { oneOf, type Param, readSearch, rowId, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

/** An ISO 4217 code. */
const currencyCode: Param<string> = (value) =>
  typeof value === 'string' && currencyDigits(value) !== null ? value : undefined;

const days = { preset: rangeParams.preset, from: rangeParams.from, to: rangeParams.to };

export const ledgerRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/ledger',
  validateSearch: readSearch(days),
  component: lazyPage(() => import('./accounts-page.tsx'), 'AccountsPage'),
});

export const transfersRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/ledger/transfers',
  validateSearch: readSearch({
    account: oneOf(ACCOUNT_KINDS),
    cause: oneOf(TRANSFER_CAUSES),
    currency: currencyCode,
    affiliateId: rowId,
    /** The handle of that partner, which the filter shows until it has looked it up. */
    affiliate: text,
    conversionId: rowId,
    ...days,
  }),
  component: lazyPage(() => import('./transfers-page.tsx'), 'TransfersPage'),
});

export const adjustmentsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/ledger/adjustments',
  validateSearch: readSearch({
    /** Left out: what waits for a decision. */
    state: oneOf(['approved', 'rejected', 'all']),
    affiliateId: rowId,
    /** The handle of that partner, which the filter shows until it has looked it up. */
    affiliate: text,
  }),
  component: lazyPage(() => import('./adjustments-page.tsx'), 'AdjustmentsPage'),
});

export const suspenseRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/ledger/suspense',
  component: lazyPage(() => import('./suspense-page.tsx'), 'SuspensePage'),
});
