import { Paper, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useLive } from '../../hub/live/live.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type OrderDetail, trpc } from '../../hub/trpc.ts';
import { DetailPage } from '../../ui/detail-page.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { ZoneNote } from '../../ui/zone-note.tsx';
import { OrderAmounts } from './order-amounts.tsx';
import { OrderClaims } from './order-claims.tsx';
import { OrderCredit } from './order-credit.tsx';
import { OrderEvents } from './order-events.tsx';
import { OrderLines } from './order-lines.tsx';
import { OrderLoading } from './order-loading.tsx';
import { OrderRefunds } from './order-refunds.tsx';
import { useStorefronts } from './use-storefronts.ts';

const route = getRouteApi('/operator/orders/$id');

/** An order: what was placed, who is credited with it and why, what was given back, and what was told of it. */
export function OrderPage() {
  const id = Number(route.useParams().id);
  useLive(['orders', 'deliveries']);
  const query = trpc.orders.getOrder.useQuery({ id });
  const order = query.data;
  return (
    <DetailPage
      list={{ path: '/orders', name: 'Orders' }}
      title={order === undefined ? 'Order' : `Order ${order.orderId}`}
      description={order === undefined ? undefined : <WhenAndWhere order={order} />}
    >
      {order === undefined ? (
        <Paper>
          <QueryView query={query} loading={<OrderLoading />}>
            {() => null}
          </QueryView>
        </Paper>
      ) : (
        <QueryView query={query} loading={null}>
          {(shown) => (
            <Stack gap="lg">
              <OrderAmounts order={shown} />
              <OrderCredit order={shown} />
              <OrderLines order={shown} />
              <OrderRefunds order={shown} />
              <OrderClaims order={shown} />
              <OrderEvents order={shown} />
            </Stack>
          )}
        </QueryView>
      )}
    </DetailPage>
  );
}

/** A report within the same minutes says nothing new. */
const REPORTED_LATE_MILLISECONDS = 10 * 60_000;

function WhenAndWhere({ order: { storefront, orderedAt, postedAt } }: { order: OrderDetail }) {
  const hasStorefronts = useStorefronts().length > 1;
  const isLate = Math.abs(Date.parse(postedAt) - Date.parse(orderedAt)) > REPORTED_LATE_MILLISECONDS;
  return (
    <>
      {hasStorefronts ? `${storefront} · ordered` : 'Ordered'} <Timestamp at={orderedAt} isShort />
      {isLate ? (
        <>
          {' · reported '}
          <Timestamp at={postedAt} isShort />
        </>
      ) : null}
      {' · '}
      <ZoneNote />
    </>
  );
}
