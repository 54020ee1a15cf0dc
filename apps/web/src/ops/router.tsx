import {
  affiliateStatus,
  channel,
  conversionKind,
  conversionStatus,
  deliveryStatus,
  episodeStatus,
} from '@dreamteamhub/sdk/contract';
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { z } from 'zod';
import { operatorQuery } from '../hub/session.ts';
import { parseSearch, stringifySearch } from '../ui/search-params.ts';
import { domains, periods } from './audit/audit-labels.ts';
import { productOrder } from './inventory/product-order.ts';
import { HubShell } from './shell/hub-shell.tsx';
import { NotFound } from './shell/not-found.tsx';
import { RouteError } from './shell/route-error.tsx';
import { RoutePending } from './shell/route-pending.tsx';
import { safeRedirect } from './sign-in/safe-redirect.ts';

const text = z.string().trim().max(255).optional().catch(undefined);
const flag = z.literal('yes').optional().catch(undefined);

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: z.object({ redirect: z.string().optional().catch(undefined) }),
  beforeLoad: async ({ context, search }) => {
    const operator = await context.queryClient.ensureQueryData(operatorQuery).catch(() => null);
    if (operator !== null) throw redirect({ href: safeRedirect(search.redirect), replace: true });
  },
  component: lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: z.object({ token: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./setup/setup-page.tsx'), 'SetupPage'),
});

const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  validateSearch: z.object({ token: z.string().catch('') }),
  component: lazyRouteComponent(() => import('./join/join-page.tsx'), 'JoinPage'),
});

const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('./password/forgot-password-page.tsx'), 'ForgotPasswordPage'),
});

const resetPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset-password',
  validateSearch: z.object({ token: z.string().catch('') }),
  component: lazyRouteComponent(() => import('./password/reset-password-page.tsx'), 'ResetPasswordPage'),
});

/** Everything inside needs a signed-in operator. */
const operatorRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'operator',
  beforeLoad: async ({ context, location }) => {
    const operator = await context.queryClient.ensureQueryData(operatorQuery);
    if (operator === null) {
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { redirect: location.href } });
    }
  },
  component: HubShell,
});

const overviewRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
});

const affiliatesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/affiliates',
  validateSearch: z.object({ search: text, status: affiliateStatus.optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./affiliates/affiliates-page.tsx'), 'AffiliatesPage'),
});

const conversionsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/conversions',
  validateSearch: z.object({
    status: conversionStatus.optional().catch(undefined),
    kind: conversionKind.optional().catch(undefined),
    affiliateId: z.coerce.number().int().positive().optional().catch(undefined),
    /** Handle of that affiliate, for the filter to show before it has looked it up. */
    affiliate: text,
  }),
  component: lazyRouteComponent(() => import('./conversions/conversions-page.tsx'), 'ConversionsPage'),
});

const inventoryRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory',
  validateSearch: z.object({
    search: text,
    supplier: text,
    low: flag,
    archived: flag,
    order: productOrder.optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./inventory/inventory-page.tsx'), 'InventoryPage'),
});

const importRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory/import',
  component: lazyRouteComponent(() => import('./imports/import-page.tsx'), 'ImportPage'),
});

const importDetailRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/inventory/import/$id',
  component: lazyRouteComponent(() => import('./imports/import-detail-page.tsx'), 'ImportDetailPage'),
});

const eventsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/events',
  validateSearch: z.object({ sku: text }),
  component: lazyRouteComponent(() => import('./events/events-page.tsx'), 'EventsPage'),
});

const alertsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/alerts',
  validateSearch: z.object({ status: episodeStatus.optional().catch(undefined), sku: text }),
  component: lazyRouteComponent(() => import('./alerts/alerts-page.tsx'), 'AlertsPage'),
});

const alertRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('./alerts/alert-page.tsx'), 'AlertPage'),
});

const deliveriesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/deliveries',
  validateSearch: z.object({
    status: deliveryStatus.optional().catch(undefined),
    channel: channel.shape.name.optional().catch(undefined),
    /** The message that is shown beside the list. */
    id: z.uuid().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./deliveries/deliveries-page.tsx'), 'DeliveriesPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/ops/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
});

const teamRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/team',
  component: lazyRouteComponent(() => import('./team/team-page.tsx'), 'TeamPage'),
});

const storefrontsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/storefronts',
  component: lazyRouteComponent(() => import('./storefronts/storefronts-page.tsx'), 'StorefrontsPage'),
});

const securityRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/security',
  component: lazyRouteComponent(() => import('./security/security-page.tsx'), 'SecurityPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/audit',
  validateSearch: z.object({
    domain: z
      .enum(Object.keys(domains) as (keyof typeof domains)[])
      .optional()
      .catch(undefined),
    period: z
      .enum(Object.keys(periods) as (keyof typeof periods)[])
      .optional()
      .catch(undefined),
    actorId: z.string().max(64).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
});

const privacyRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/privacy',
  component: lazyRouteComponent(() => import('./privacy/privacy-page.tsx'), 'PrivacyPage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  setupRoute,
  joinRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
  operatorRoute.addChildren([
    overviewRoute,
    affiliatesRoute,
    conversionsRoute,
    inventoryRoute,
    importRoute,
    importDetailRoute,
    eventsRoute,
    alertsRoute,
    alertRoute,
    deliveriesRoute,
    settingsRoute,
    storefrontsRoute,
    teamRoute,
    auditRoute,
    privacyRoute,
    securityRoute,
  ]),
]);

export function createHubRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
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
