import { ROLES } from '@dreamteamhub/sdk/contract';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, readSearch, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';

export const teamRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/team',
  // As in `team-search.ts`, which is not of the first page.
  validateSearch: readSearch({
    search: text,
    role: oneOf(ROLES),
    ...sortParams('name', 'role', 'seen', 'since'),
  }),
  component: lazyPage(() => import('./team-page.tsx'), 'TeamPage'),
});
