import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { readSearch, text } from '../../ui/search-params.ts';
import { numberedPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';
import { newRuleParams, rulesParams } from './rule-search.ts';

export const rulesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/rules',
  validateSearch: readSearch(rulesParams),
  component: lazyPage(() => import('./rules-page.tsx'), 'RulesPage'),
});

export const newRuleRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/rules/new',
  validateSearch: readSearch(newRuleParams),
  component: lazyPage(() => import('./new-rule-page.tsx'), 'NewRulePage'),
});

/** Tries an order on the stored rules. */
export const tryOrderRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/rules/try',
  validateSearch: readSearch({ affiliate: text }),
  component: lazyPage(() => import('./try-order-page.tsx'), 'TryOrderPage'),
});

export const groupsRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/rules/groups',
  component: lazyPage(() => import('./groups-page.tsx'), 'GroupsPage'),
});

export const groupRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/rules/groups/$id',
  ...numberedPage,
  component: lazyPage(() => import('./group-page.tsx'), 'GroupPage'),
});

/** After the others in specificity: `new` is no id. */
export const ruleRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/rules/$id',
  ...numberedPage,
  component: lazyPage(() => import('./rule-page.tsx'), 'RulePage'),
});
