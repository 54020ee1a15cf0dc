import { createRoute, redirect } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { operatorQuery } from '../../hub/session.ts';
import { longText, readSearch } from '../../ui/search-params.ts';
import { rootRoute } from '../root-routes.ts';
import { safeRedirect } from './safe-redirect.ts';

const validateSearch = readSearch({ redirect: longText });

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch,
  beforeLoad: async ({ context, search }) => {
    const operator = await context.queryClient.ensureQueryData(operatorQuery).catch(() => null);
    if (operator !== null) throw redirect({ href: safeRedirect(search.redirect), replace: true });
  },
  component: lazyPage(() => import('./sign-in-page.tsx'), 'SignInPage'),
});
