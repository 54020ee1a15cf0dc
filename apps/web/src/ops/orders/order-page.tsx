import { IconShoppingCart } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useLive } from '../../hub/live/live.tsx';
import { QueryDetailPage } from '../../hub/query-detail-page.tsx';
import { type OrderDetail, trpc } from '../../hub/trpc.ts';
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
  return (
    <QueryDetailPage
      list={{ path: '/orders', name: 'Orders' }}
      noun="order"
      icon={IconShoppingCart}
      query={query}
      title={({ orderId }) => `Order ${orderId}`}
      description={(order) => <WhenAndWhere order={order} />}
      loading={<OrderLoading />}
    >
      {(order) => (
        <>
          <OrderAmounts order={order} />
          <OrderCredit order={order} />
          <OrderLines order={order} />
          <OrderRefunds order={order} />
          <OrderClaims order={order} />
          <OrderEvents order={order} />
        </>
      )}
    </QueryDetailPage>
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
