import { alarmOf, alertOf, digestOf, restockedOf, testOf, widget } from '@dreamteamhub/notifiers/test';
import { expect, test } from 'vitest';
import { toHubEvent } from './hub-event.ts';

test.each([
  [alertOf({}, 'a-1'), 'stock.low', { items: [widget], itemCount: 1 }],
  [restockedOf(1, {}, 'a-1'), 'stock.restocked', { itemCount: 1 }],
  [alarmOf('the scans have stopped', 'a-1'), 'alerting.failed', { message: 'the scans have stopped' }],
  [testOf('a-1'), 'hub.tested', {}],
])('$0.kind is an event', (notification, type, data) => {
  expect(toHubEvent(notification)).toMatchObject({
    id: 'a-1',
    type,
    timestamp: '2025-11-06T20:00:00.000Z',
    data,
  });
});

test('a digest names 100 products and counts all, below 20 kB', () => {
  const event = toHubEvent(digestOf(5_000));
  expect(event.data).toMatchObject({ itemCount: 5_000 });
  expect(event.type === 'stock.low' && event.data.items).toHaveLength(100);
  expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(20_000);
});

test('what the hub’s pages are about has their addresses: the first ten products, and all of them', () => {
  const { data } = toHubEvent(
    digestOf(100, { name: 'N'.repeat(30), episodeId: 'e-1' }),
    'https://hub.example',
  );
  if (!('items' in data)) throw new Error('a digest is news about products');
  expect(data.url).toBe('https://hub.example/alerts');
  expect(data.items[0]).toEqual({
    ...{ sku: 'SKU-1', name: 'N'.repeat(30), stock: 0, threshold: 20 },
    links: { alert: 'https://hub.example/alerts/e-1', product: 'https://hub.example/inventory/SKU-1' },
  });
  expect(data.items.filter((item) => 'links' in item)).toHaveLength(10);
  expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThan(20_000);
  expect(JSON.stringify(toHubEvent(digestOf(3)))).not.toMatch(/http|links|episodeId/);
});
