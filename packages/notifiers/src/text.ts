import type { AlarmSubject, LowStockItem } from './notification.ts';

/** Signs every message unless the operator configured another brand. */
export const DEFAULT_BRAND_NAME = 'Dream Team Hub Operations';

/** Products that a message names, the most urgent ones: nobody reads a longer one, and the hub's pages have them all. */
export const MAX_NAMED_ITEMS = 10;

const MAX_SKU_LENGTH = 128;
const MAX_NAME_LENGTH = 300;
const MAX_ALARM_LENGTH = 1_000;

/**
 * Makes `value` safe for one line: control characters and line separators become a space (a line break could forge mail
 * headers or extra lines), and bidirectional overrides are removed (they reorder what follows).
 */
export function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
}

/** Cuts to `maxLength` UTF-16 units, ellipsis included, but never inside a surrogate pair. */
export function clip(value: string, maxLength: number): string {
  if (value.length <= maxLength) return value;
  return `${value.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The item as every message shows it: texts on one line and bounded, so that no product can break a message. */
export function displayItem(item: LowStockItem): LowStockItem {
  return {
    ...item,
    sku: clip(oneLine(item.sku), MAX_SKU_LENGTH),
    name: clip(oneLine(item.name), MAX_NAME_LENGTH),
  };
}

/** The alert sentence of the migration guide ("Alert Format"), a contract to the letter. */
export function alertText(item: LowStockItem): string {
  const { sku, name, stock, threshold } = displayItem(item);
  return `⚠️ Low Stock Alert: ${sku} (${name}) - Stock: ${stock} / Threshold: ${threshold}`;
}

/** First line of a digest. */
export function digestHeadline(count: number): string {
  return `⚠️ Low stock: ${count} items are below their threshold`;
}

/** The line above the products that a message names, where it does not name all. */
export function selectionHeadline(kind: 'digest' | 'restocked', named: number): string {
  return kind === 'digest' ? `The ${named} most urgent:` : `${named} of them:`;
}

/** The line about the products that a message does not name. */
export function leftOut(count: number): string {
  return `and ${count} more`;
}

/** The sentence about a restocked product. */
export function restockedText(item: LowStockItem): string {
  const { sku, name, stock, threshold } = displayItem(item);
  return `✅ Restocked: ${sku} (${name}) - Stock: ${stock} / Threshold: ${threshold}`;
}

/** First line of a list of restocked products. */
export function restockedHeadline(count: number): string {
  return `✅ Restocked: ${count} items are above their threshold again`;
}

const ALERTING = {
  title: 'Alerting problem',
  consequence: 'Until this is fixed, low stock may go unnoticed.',
};

const TOPICS: Readonly<Record<AlarmSubject, typeof ALERTING>> = {
  backup: {
    title: 'Backup problem',
    consequence: 'Until there is a new backup, a broken disk would lose everything since the last one.',
  },
  disk: {
    title: 'Disk space',
    consequence: 'When the disk is full, the hub can store no orders, clicks or changes of stock.',
  },
  payouts: {
    title: 'Payout problem',
    consequence: 'Until a person has looked, nobody knows where this money is.',
  },
  limits: {
    title: 'Too many requests',
    consequence: 'Until this stops, the hub may refuse events and pages of callers without a secret key.',
  },
};

/** What an alarm is about, as its headline names it, and what follows from it. */
export function alarmTopic(about: AlarmSubject | undefined): { title: string; consequence: string } {
  return about === undefined ? ALERTING : TOPICS[about];
}

/** The sentence of an alarm. */
export function alarmText({ about, message }: { about?: AlarmSubject; message: string }): string {
  return `🚨 ${alarmTopic(about).title}: ${clip(oneLine(message), MAX_ALARM_LENGTH)}`;
}

/** The sentence of a channel test. */
export function testText(brandName: string): string {
  return `✅ This is a test message from ${oneLine(brandName)}. Low stock alerts will arrive here.`;
}
