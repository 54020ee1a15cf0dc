import type { LowStockItem, Notification } from './notification.ts';

/** A page of the hub that a message leads to. */
export interface MessageLink {
  label: string;
  url: string;
}

/** Where the hub's pages are, without a slash at its end; undefined when nobody said so, and messages have no links. */
export type HubOrigin = string | undefined;

/** What stands for a SKU in an address and is none: another page, and what browsers take out of paths. */
const TAKEN = /^(?:~.*|import|\.{1,2})$/is;

/** Returns the page of a product. The app reads its address in the same way. */
export function productUrl(hubOrigin: string, sku: string): string {
  return `${hubOrigin}/inventory/${encodeURIComponent(TAKEN.test(sku) ? `~${sku}` : sku)}`;
}

/** Returns the page of an alert; undefined for a message from before items named their alerts. */
export function alertUrl(hubOrigin: string, { episodeId }: LowStockItem): string | undefined {
  return episodeId === undefined ? undefined : `${hubOrigin}/alerts/${episodeId}`;
}

/** Returns the pages about one item: its alert, its product, and where it can be muted. Opening them changes nothing. */
export function itemLinks(item: LowStockItem, hubOrigin: HubOrigin): MessageLink[] {
  if (hubOrigin === undefined) return [];
  const alert = alertUrl(hubOrigin, item);
  return [
    ...(alert === undefined ? [] : [{ label: 'Alert', url: alert }]),
    { label: 'Product', url: productUrl(hubOrigin, item.sku) },
    { label: 'Mute', url: `${hubOrigin}/alerts/mutes?mute=${encodeURIComponent(item.sku)}` },
  ];
}

/** Returns the pages about a whole message, the most useful first. */
export function messageLinks(notification: Notification, hubOrigin: HubOrigin): MessageLink[] {
  if (hubOrigin === undefined) return [];
  const page = (label: string, path: string) => ({ label, url: hubOrigin + path });
  switch (notification.kind) {
    case 'alert':
      return itemLinks(notification.item, hubOrigin);
    case 'digest':
      return [page('All alerts', '/alerts')];
    case 'restocked': {
      const [only, ...others] = notification.items;
      return only !== undefined && others.length === 0
        ? restockedLinks(only, hubOrigin)
        : [page('Resolved alerts', '/alerts?status=resolved')];
    }
    case 'alarm':
      return [page('Settings', '/ops/settings')];
    case 'test':
      return [];
  }
}

/** Returns the pages about an item that is restocked: there is nothing to mute. */
export function restockedLinks(item: LowStockItem, hubOrigin: HubOrigin): MessageLink[] {
  return itemLinks(item, hubOrigin).slice(0, -1);
}
