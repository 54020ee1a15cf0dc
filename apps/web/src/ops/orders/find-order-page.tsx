import { Paper } from '@mantine/core';
import { IconShoppingCartQuestion } from '@tabler/icons-react';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { QueryView } from '../../hub/query-view.tsx';
import { trpc } from '../../hub/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { BackLink, ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { OrderLoading } from './order-loading.tsx';

const route = getRouteApi('/operator/orders/find');

/** Leads to the page of an order that is known by the shop's id, as conversions know it. */
export function FindOrderPage() {
  const { storefront, orderId } = route.useSearch();
  const found = trpc.orders.listOrders.useQuery(
    { orderId, storefront: storefront || undefined, limit: 1 },
    { enabled: Boolean(orderId) },
  );
  if (!orderId) return <Navigate to="/orders" search={{}} replace />;
  return (
    <>
      <BackLink to="/conversions" search={{}}>
        Conversions
      </BackLink>
      <PageHeader title={`Order ${orderId}`} />
      <Paper>
        <QueryView query={found} loading={<OrderLoading />}>
          {({ items: [order] }) =>
            order === undefined ? (
              <NotStored />
            ) : (
              <Navigate to="/orders/$id" params={{ id: String(order.id) }} replace />
            )
          }
        </QueryView>
      </Paper>
    </>
  );
}

function NotStored() {
  return (
    <EmptyState
      icon={IconShoppingCartQuestion}
      title="This order is not stored"
      action={
        <ButtonLink to="/orders" search={{}} variant="default">
          Go to the orders
        </ButtonLink>
      }
    >
      The hub keeps orders that your server reported. Orders from before the last update are added in the
      background, so look again later.
    </EmptyState>
  );
}
