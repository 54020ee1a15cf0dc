import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { longText, readSearch } from '../../ui/search-params.ts';
import { rootRoute } from '../root-routes.ts';

export const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  component: lazyPage(() => import('./forgot-password-page.tsx'), 'ForgotPasswordPage'),
});

export const resetPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset-password',
  validateSearch: readSearch({ token: longText }),
  component: lazyPage(() => import('./reset-password-page.tsx'), 'ResetPasswordPage'),
});
