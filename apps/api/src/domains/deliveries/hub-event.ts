import type { LowStockItem, Notification } from '@dreamteamhub/notifiers';
import type { HubEvent } from '@dreamteamhub/sdk/contract';

/** Standard Webhooks recommends messages below 20 kB. */
const MAX_ITEMS = 100;

/** Turns what people get on the other channels into a hub event for the shop's own server. */
export function toHubEvent(notification: Notification): HubEvent {
  const { id } = notification;
  const timestamp = notification.occurredAt.toISOString();
  switch (notification.kind) {
    case 'alert':
      return { id, type: 'stock.low', timestamp, data: stockNews([notification.item]) };
    case 'digest':
      return { id, type: 'stock.low', timestamp, data: stockNews(notification.items) };
    case 'restocked':
      return { id, type: 'stock.restocked', timestamp, data: stockNews(notification.items) };
    case 'alarm':
      return { id, type: 'alerting.failed', timestamp, data: { message: notification.message } };
    case 'test':
      return { id, type: 'hub.tested', timestamp, data: {} };
  }
}

function stockNews(items: readonly LowStockItem[]) {
  return { items: items.slice(0, MAX_ITEMS), itemCount: items.length };
}
