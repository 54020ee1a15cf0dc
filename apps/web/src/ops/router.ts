import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { parseSearch, stringifySearch } from '../ui/search-params.ts';
import { affiliateRoute, affiliatesRoute } from './affiliates/route.ts';
import { alertRoute, alertsRoute, mutesRoute } from './alerts/route.ts';
import { auditRoute } from './audit/route.ts';
import { changesRoute } from './changes/route.ts';
import { commissionRoute, commissionsRoute } from './commissions/route.ts';
import { conversionsRoute, unmatchedRefundsRoute } from './conversions/route.ts';
import { deliveriesRoute, deliveryRoute } from './deliveries/route.ts';
import { eventsRoute } from './events/route.ts';
import { getStartedRoute } from './get-started/route.ts';
import { importDetailRoute, importRoute } from './imports/route.ts';
import { inspectedEventRoute, inspectorRoute } from './inspector/route.ts';
import { inventoryRoute, productRoute } from './inventory/route.ts';
import { joinRoute } from './join/route.ts';
import { adjustmentsRoute, ledgerRoute, suspenseRoute, transfersRoute } from './ledger/route.ts';
import { findOrderRoute, orderRoute, ordersRoute } from './orders/route.ts';
import { overviewRoute } from './overview/route.ts';
import { forgotPasswordRoute, resetPasswordRoute } from './password/route.ts';
import { payoutRequestsRoute } from './payout-requests/route.ts';
import { payoutSettingsRoute } from './payout-settings/route.ts';
import { batchRoute, itemRoute, mismatchesRoute, newPayoutRoute, payoutsRoute } from './payouts/route.ts';
import { preferencesRoute } from './preferences/route.ts';
import { privacyRoute } from './privacy/route.ts';
import { operatorRoute, rootRoute, unknownRoute } from './root-routes.ts';
import {
  groupRoute,
  groupsRoute,
  newRuleRoute,
  ruleRoute,
  rulesRoute,
  tryOrderRoute,
} from './rules/route.ts';
import { securityRoute } from './security/route.ts';
import { settingsRoute } from './settings/route.ts';
import { setupRoute } from './setup/route.ts';
import { NotFound } from './shell/not-found.tsx';
import { RouteError } from './shell/route-error.tsx';
import { RoutePending } from './shell/route-pending.tsx';
import { signInRoute } from './sign-in/route.ts';
import { periodRoute, periodsRoute, printRoute, statementRoute } from './statements/route.ts';
import { storefrontsRoute } from './storefronts/route.ts';
import { teamRoute } from './team/route.ts';

const routeTree = rootRoute.addChildren([
  signInRoute,
  setupRoute,
  joinRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
  operatorRoute.addChildren([
    overviewRoute,
    getStartedRoute,
    affiliatesRoute,
    affiliateRoute,
    ordersRoute,
    findOrderRoute,
    orderRoute,
    commissionsRoute,
    commissionRoute,
    conversionsRoute,
    unmatchedRefundsRoute,
    changesRoute,
    ledgerRoute,
    transfersRoute,
    adjustmentsRoute,
    suspenseRoute,
    payoutsRoute,
    newPayoutRoute,
    payoutRequestsRoute,
    periodsRoute,
    periodRoute,
    printRoute,
    statementRoute,
    payoutSettingsRoute,
    mismatchesRoute,
    itemRoute,
    batchRoute,
    rulesRoute,
    newRuleRoute,
    tryOrderRoute,
    groupsRoute,
    groupRoute,
    ruleRoute,
    inventoryRoute,
    productRoute,
    importRoute,
    importDetailRoute,
    eventsRoute,
    inspectorRoute,
    inspectedEventRoute,
    alertsRoute,
    mutesRoute,
    alertRoute,
    deliveriesRoute,
    deliveryRoute,
    settingsRoute,
    storefrontsRoute,
    teamRoute,
    auditRoute,
    privacyRoute,
    securityRoute,
    preferencesRoute,
    unknownRoute,
  ]),
]);

export function createHubRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    // What no page knows leaves the address.
    search: { strict: true },
    defaultPreload: 'intent',
    defaultPendingMs: 200,
    defaultPendingMinMs: 200,
    defaultPendingComponent: RoutePending,
    defaultErrorComponent: RouteError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createHubRouter>;
  }
}
