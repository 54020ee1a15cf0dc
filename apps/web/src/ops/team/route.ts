import { ROLES } from '@dreamteamhub/sdk/contract';
import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, readSearch, text } from '../../ui/search-params.ts';
import { operatorRoute } from '../root-routes.ts';
import { teamSorts } from './team-search.ts';

export const teamRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/team',
  validateSearch: readSearch({
    search: text,
    role: oneOf(ROLES),
    ...sortParams(...teamSorts),
  }),
  component: lazyPage(() => import('./team-page.tsx'), 'TeamPage'),
});
