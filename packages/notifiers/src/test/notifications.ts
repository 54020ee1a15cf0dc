import type { LowStockItem, Notification } from '../notification.ts';

/** The migration guide's own example. */
export const widget: LowStockItem = {
  sku: 'WIDGET-PRO-001',
  name: 'Widget Pro 2025',
  stock: 18,
  threshold: 20,
};

const occurredAt = new Date('2025-11-06T20:00:00.000Z');

export function alertOf(item: Partial<LowStockItem> = {}, id = 'delivery-1'): Notification {
  return { kind: 'alert', id, item: { ...widget, ...item }, occurredAt };
}

export function digestOf(count: number, item: Partial<LowStockItem> = {}, id = 'delivery-2'): Notification {
  const items = Array.from({ length: count }, (_, index) => ({
    ...widget,
    sku: `SKU-${index + 1}`,
    stock: index,
    ...item,
  }));
  return { kind: 'digest', id, items, occurredAt };
}

export function restockedOf(
  count: number,
  item: Partial<LowStockItem> = {},
  id = 'delivery-4',
): Notification {
  const items = Array.from({ length: count }, (_, index) => ({
    ...widget,
    sku: `SKU-${index + 1}`,
    stock: 60 + index,
    ...item,
  }));
  return { kind: 'restocked', id, items, occurredAt };
}

export function alarmOf(message = 'the scans have stopped', id = 'delivery-5'): Notification {
  return { kind: 'alarm', id, message, occurredAt };
}

export function testOf(id = 'delivery-3'): Notification {
  return { kind: 'test', id, occurredAt };
}
