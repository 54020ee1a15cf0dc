import type { DatabaseConnection } from '@dreamteamhub/db';
import { auditEvent, type Finding, finding } from './finding.ts';
import type {
  Answer,
  DisputeEvent,
  OrderEvent,
  RefundEvent,
  SentEvents,
  ShopOrderEvent,
} from './sent-events.ts';

interface StoredAttribution {
  id: number;
  pixelId: string;
  orderId: string;
  revenue: string;
}

interface Line {
  lineId: string;
  net: string;
}

interface StoredOrder {
  id: number;
  orderId: string;
  revenue: string;
  /** In the order in which they were sent. */
  lines: Line[];
}

interface StoredRefund {
  id: number;
  orderId: string;
  refundId: string;
  amount: string;
  lines: Line[];
}

interface StoredDispute {
  orderId: string;
  disputeId: string;
  amount: string;
  state: DisputeEvent['state'];
}

interface StoredOrders {
  orders: StoredOrder[];
  attributions: StoredAttribution[];
  refunds: StoredRefund[];
  disputes: StoredDispute[];
}

/** Reads all orders with what hangs off them. */
export async function readOrders(pool: DatabaseConnection['pool']): Promise<StoredOrders> {
  const { rows: attributions } = await pool.query<StoredAttribution>(
    `SELECT id, pixel_id AS "pixelId", order_id AS "orderId", revenue::text FROM aff_attributions`,
  );
  const { rows: orders } = await pool.query<StoredOrder>(
    `SELECT id::float8, orders.order_id AS "orderId", revenue::text,
            coalesce(json_agg(json_build_object('lineId', line_id, 'net', net::text) ORDER BY position)
                     FILTER (WHERE line_id IS NOT NULL), '[]') AS lines
     FROM orders LEFT JOIN order_lines ON order_lines.order_id = orders.id GROUP BY orders.id`,
  );
  const { rows: refunds } = await pool.query<StoredRefund>(
    `SELECT id, order_id AS "orderId", refund_id AS "refundId", amount::text, coalesce(lines, '[]') AS lines
     FROM aff_refunds`,
  );
  const { rows: disputes } = await pool.query<StoredDispute>(
    `SELECT order_id AS "orderId", dispute_id AS "disputeId", amount::text, state FROM disputes`,
  );
  return { orders, attributions, refunds, disputes };
}

/** Compares the orders and refunds that were acknowledged with those that are stored. */
export function auditOrders(stored: StoredOrders, sentEvents: SentEvents): Finding[] {
  const orders = Map.groupBy(stored.orders, ({ orderId }) => orderId);
  const attributions = Map.groupBy(stored.attributions, ({ orderId }) => orderId);
  const refunds = Map.groupBy(stored.refunds, refundKey);
  const creditedTo = new Map(stored.attributions.map(({ orderId, id }) => [orderId, id]));
  const findings: Finding[] = [];
  for (const { event, answers } of sentEvents.entries) {
    if (event.kind === 'order' || event.kind === 'shop-order') {
      const of = {
        orders: orders.get(event.orderId) ?? [],
        attributions: attributions.get(event.orderId) ?? [],
      };
      orders.delete(event.orderId);
      attributions.delete(event.orderId);
      findings.push(...auditOrder(event, answers, of));
    } else if (event.kind === 'refund') {
      const key = refundKey({ orderId: event.orderId, refundId: event.eventId });
      const attributionId = creditedTo.get(event.orderId) ?? 0;
      findings.push(...auditRefund(event, answers, { refunds: refunds.get(key) ?? [], attributionId }));
      refunds.delete(key);
    } else if (event.kind === 'dispute') {
      const own = stored.disputes.filter(
        ({ orderId, disputeId }) => orderId === event.orderId && disputeId === event.disputeId,
      );
      findings.push(
        ...auditDispute(event, answers, { disputes: own, attributionId: creditedTo.get(event.orderId) ?? 0 }),
      );
    }
  }
  return [
    ...findings,
    ...[...orders.keys()].map((orderId) => finding('unsent', 'order', `order ${orderId}`)),
    ...[...attributions.keys()].map((orderId) =>
      finding('unsent', 'order', `attribution of order ${orderId}`),
    ),
    ...[...refunds.keys()].map((key) => finding('unsent', 'refund', `refund ${key}`)),
  ];
}

const refundKey = ({ orderId, refundId }: Pick<StoredRefund, 'orderId' | 'refundId'>) =>
  `${refundId} of order ${orderId}`;

function auditOrder(
  event: OrderEvent | ShopOrderEvent,
  answers: Answer[],
  { orders, attributions }: Pick<StoredOrders, 'orders' | 'attributions'>,
): Finding[] {
  const isStored = (id?: number) =>
    orders.some((order) => (id === undefined || order.id === id) && isSameOrder(order, event));
  const isCredited = (id: number) =>
    attributions.some(
      (row) => row.id === id && row.pixelId === event.pixelId && row.revenue === event.revenue,
    );
  return auditEvent(event, answers, {
    stored: [
      ...orders.map(({ id, lines }) => `order ${id} with ${lines.length} lines`),
      ...attributions.map(({ id }) => `attribution ${id}`),
    ],
    isDoubled: orders.length > 1 || attributions.length > 1,
    isBorneOut: ({ id, attributionId }) => {
      if (event.kind === 'order') return isStored() && isCredited(id);
      if (event.pixelId === undefined)
        return isStored(id) && attributionId === null && attributions.length === 0;
      return isStored(id) && isCredited(attributionId ?? 0);
    },
  });
}

function isSameOrder(order: StoredOrder, event: OrderEvent | ShopOrderEvent): boolean {
  const sent = 'lines' in event ? (event.lines ?? []) : [];
  return order.revenue === event.revenue && areSameLines(order.lines, sent);
}

function auditRefund(
  event: RefundEvent,
  answers: Answer[],
  { refunds, attributionId }: { refunds: StoredRefund[]; attributionId: number },
): Finding[] {
  return auditEvent(event, answers, {
    stored: refunds.map(({ id }) => `refund ${id} of attribution ${attributionId}`),
    isDoubled: refunds.length > 1,
    isBorneOut: ({ id }) =>
      id === attributionId &&
      refunds.some(({ amount, lines }) => amount === event.amount && areSameLines(lines, event.lines ?? [])),
  });
}

/** One that was opened may have been closed since; what closed it stays. */
function auditDispute(
  event: DisputeEvent,
  answers: Answer[],
  { disputes, attributionId }: { disputes: StoredDispute[]; attributionId: number },
): Finding[] {
  return auditEvent(event, answers, {
    stored: disputes.map(({ disputeId, state }) => `dispute ${disputeId}, ${state}`),
    isDoubled: disputes.length > 1,
    isBorneOut: ({ id }) =>
      id === attributionId &&
      disputes.some(
        ({ amount, state }) => amount === event.amount && (event.state === 'opened' || state === event.state),
      ),
  });
}

function areSameLines(stored: readonly Line[], sent: readonly Line[]): boolean {
  return (
    stored.length === sent.length &&
    stored.every(({ lineId, net }, place) => lineId === sent[place]?.lineId && net === sent[place]?.net)
  );
}
