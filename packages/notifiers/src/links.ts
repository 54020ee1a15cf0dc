import type { Notification } from './notification.ts';

/** A page of the hub that a message leads to. */
export interface MessageLink {
  label: string;
  url: string;
}

/** Returns the pages about a message, the most useful first; none when nobody said where the hub's pages are. */
export function messageLinks(notification: Notification, hubOrigin: string | undefined): MessageLink[] {
  if (hubOrigin === undefined) return [];
  const page = (label: string, path: string) => ({ label, url: hubOrigin + path });
  const product = ({ sku }: { sku: string }) =>
    page('Product', `/inventory?search=${encodeURIComponent(sku)}`);
  switch (notification.kind) {
    case 'alert': {
      const { episodeId, item } = notification;
      return [...(episodeId === undefined ? [] : [page('Alert', `/alerts/${episodeId}`)]), product(item)];
    }
    case 'digest':
      return [page('All alerts', '/alerts')];
    case 'restocked': {
      const [only, ...others] = notification.items;
      return only !== undefined && others.length === 0
        ? [product(only)]
        : [page('Resolved alerts', '/alerts?status=resolved')];
    }
    case 'alarm':
      return [page('Settings', '/ops/settings')];
    case 'test':
      return [];
  }
}
