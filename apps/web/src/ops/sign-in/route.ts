import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { operatorQuery } from '../../hub/session.ts';
import { optionalParam } from '../../ui/search-params.ts';
import { rootRoute } from '../root-routes.ts';
import { safeRedirect } from './safe-redirect.ts';

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: z.object({ redirect: optionalParam(z.string()) }),
  beforeLoad: async ({ context, search }) => {
    const operator = await context.queryClient.ensureQueryData(operatorQuery).catch(() => null);
    if (operator !== null) throw redirect({ href: safeRedirect(search.redirect), replace: true });
  },
  component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
});
