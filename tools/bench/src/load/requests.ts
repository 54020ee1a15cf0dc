import { randomInt, randomUUID } from 'node:crypto';
import { clickBody, clickHeaders, uuidV7 } from '@dreamteamhub/harness/click.ts';

/** What is sent. A `run` names the orders: those of one run are known to all generators that are told it. */
export type Requests =
  | { kind: 'click'; affiliates: number }
  /** A conversion: verified when the key is a secret one, a claim when it is publishable. */
  | { kind: 'order'; affiliates: number; run: string }
  /** An order with three lines, of a shop's server. */
  | { kind: 'order-with-lines'; affiliates: number; run: string }
  /** A part of one of the first `orders` orders of the run. */
  | { kind: 'refund'; orders: number; run: string }
  | { kind: 'stock-change'; products: number };

interface OneRequest {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Returns what makes the requests, one by one; all of them are POST. */
export function requestMaker(requests: Requests, key: string): () => OneRequest {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  let made = 0;
  switch (requests.kind) {
    case 'click':
      return () => ({
        path: '/api/affiliates/track/click',
        headers: clickHeaders(key),
        body: clickBody(requests.affiliates),
      });
    case 'order':
      return () => ({
        path: '/api/affiliates/track/conversion',
        headers,
        body: JSON.stringify({
          ...orderOf(requests.affiliates, `${requests.run}-${made++}`),
          revenue: randomAmount(),
        }),
      });
    case 'order-with-lines':
      return () => ({
        path: '/api/orders',
        headers,
        body: JSON.stringify({
          ...orderOf(requests.affiliates, `${requests.run}-${made++}`),
          lines: LINE_IDS.map((lineId) => ({
            lineId,
            sku: `SKU-${randomInt(1, 10_000)}`,
            quantity: randomInt(1, 4),
            net: randomAmount(),
          })),
          shipping: '4.90',
        }),
      });
    case 'refund':
      return () => ({
        path: '/api/affiliates/refunds',
        headers,
        body: JSON.stringify({
          orderId: `${requests.run}-${made++ % requests.orders}`,
          refundId: randomUUID(),
          amount: '1.00',
        }),
      });
    case 'stock-change':
      return () => ({
        path: `/api/inventory/products/SKU-${randomInt(1, requests.products + 1)}/adjust`,
        headers,
        body: JSON.stringify({ quantityDelta: made++ % 2 === 0 ? -1 : 1, reason: 'adjusted' }),
      });
  }
}

const LINE_IDS = ['1', '2', '3'];

/** What every order says, however its amounts are told. */
function orderOf(affiliates: number, orderId: string) {
  return {
    pixelId: `px-bench-${String(randomInt(1, affiliates + 1)).padStart(5, '0')}`,
    eventId: uuidV7(),
    visitorId: randomUUID(),
    orderId,
  };
}

function randomAmount(): string {
  return (randomInt(1_000, 50_000) / 100).toFixed(2);
}
