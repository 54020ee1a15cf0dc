import { CHANNEL_NAMES, DELIVERY_STATUSES } from '@dreamteamhub/sdk/contract';
import { createRoute, redirect } from '@tanstack/react-router';
import { lazyPage } from '../../hub/lazy-page.ts';
import { rangeParams } from '../../ui/date-range.ts';
import { sortParams } from '../../ui/list-search.ts';
import { oneOf, readSearch, uuid } from '../../ui/search-params.ts';
import { uuidPage } from '../numbered-page.ts';
import { operatorRoute } from '../root-routes.ts';

const validateSearch = readSearch({
  status: oneOf(DELIVERY_STATUSES),
  channel: oneOf(CHANNEL_NAMES),
  preset: rangeParams.preset,
  from: rangeParams.from,
  to: rangeParams.to,
  ...sortParams('raised'),
  /** A message, before messages had pages. */
  id: uuid,
});

export const deliveriesRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/deliveries',
  validateSearch,
  beforeLoad: ({ search: { id } }: { search: ReturnType<typeof validateSearch> }) => {
    if (id !== undefined) throw redirect({ to: '/deliveries/$id', params: { id }, replace: true });
  },
  component: lazyPage(() => import('./deliveries-page.tsx'), 'DeliveriesPage'),
});

export const deliveryRoute = createRoute({
  getParentRoute: () => operatorRoute,
  path: '/deliveries/$id',
  ...uuidPage,
  component: lazyPage(() => import('./delivery-page.tsx'), 'DeliveryPage'),
});
