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
