import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router';
import { operatorQuery } from '../hub/session.ts';
import { HubShell } from './shell/hub-shell.tsx';
import { NotFound } from './shell/not-found.tsx';

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
});

/** The parent of every page that needs a signed-in operator. */
export const operatorRoute = createRoute({
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

/** Every other address: it says so beside the navigation. */
export const unknownRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '$',
  component: NotFound,
});
