import {
  alertUrl,
  type LowStockItem,
  MAX_NAMED_ITEMS,
  messageLinks,
  type Notification,
  productUrl,
} from '@dreamteamhub/notifiers';
import type { HubEvent } from '@dreamteamhub/sdk/contract';

/** Standard Webhooks recommends messages below 20 kB. */
const MAX_ITEMS = 100;

/**
 * Turns what people get on the other channels into a hub event for the shop's own server. `hubOrigin` is where the hub's
 * pages are; without it, there are no links.
 */
export function toHubEvent(notification: Notification, hubOrigin?: string): HubEvent {
  const { id } = notification;
  const timestamp = notification.occurredAt.toISOString();
  switch (notification.kind) {
    case 'alert':
      return {
        id,
        type: 'stock.low',
        timestamp,
        data: stockNews(notification, [notification.item], hubOrigin),
      };
    case 'digest':
      return {
        id,
        type: 'stock.low',
        timestamp,
        data: stockNews(notification, notification.items, hubOrigin),
      };
    case 'restocked':
      return {
        id,
        type: 'stock.restocked',
        timestamp,
        data: stockNews(notification, notification.items, hubOrigin),
      };
    case 'alarm':
      return { id, type: 'alerting.failed', timestamp, data: { message: notification.message } };
    case 'test':
      return { id, type: 'hub.tested', timestamp, data: {} };
  }
}

function stockNews(
  notification: Notification,
  items: readonly LowStockItem[],
  hubOrigin: string | undefined,
) {
  const [page] = messageLinks(notification, hubOrigin);
  return {
    items: items.slice(0, MAX_ITEMS).map(({ sku, name, stock, threshold, ...item }, place) => ({
      ...{ sku, name, stock, threshold },
      ...(hubOrigin === undefined || place >= MAX_NAMED_ITEMS
        ? {}
        : { links: linksOf({ sku, name, stock, threshold, ...item }, hubOrigin) }),
    })),
    itemCount: items.length,
    ...(page === undefined ? {} : { url: page.url }),
  };
}

function linksOf(item: LowStockItem, hubOrigin: string): { alert?: string; product: string } {
  const alert = alertUrl(hubOrigin, item);
  return { ...(alert === undefined ? {} : { alert }), product: productUrl(hubOrigin, item.sku) };
}
